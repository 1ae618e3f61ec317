"""The simulator: one HTML file that runs the ensemble in a browser, without a server."""
