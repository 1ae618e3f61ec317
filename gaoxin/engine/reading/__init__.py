"""Reading: a model file to equations with their lines; spreadsheets, data files. No members."""
