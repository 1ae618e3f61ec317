(function () {
  "use strict";
  var box = document.getElementById("find");
  var said = document.getElementById("found");
  var entries = Array.prototype.slice.call(document.querySelectorAll("article.entry"));
  var sections = Array.prototype.slice.call(document.querySelectorAll("section.sector"));
  box.parentNode.hidden = false;
  box.addEventListener("input", function () {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0;
    entries.forEach(function (entry) {
      var text = entry.textContent.toLowerCase();
      var fits = words.every(function (word) { return text.indexOf(word) >= 0; });
      entry.hidden = !fits;
      count += fits ? 1 : 0;
    });
    sections.forEach(function (section) {
      section.hidden = words.length > 0 && !section.querySelector("article.entry:not([hidden])");
    });
    said.textContent = words.length ? String(count) : "";
    // the first hit comes into view below the box, which stays where it is
    var first = words.length && entries.find(function (entry) { return !entry.hidden; });
    if (first) first.scrollIntoView({ block: "start" });
  });
  window.addEventListener("hashchange", function () {
    var target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden) { box.value = ""; box.dispatchEvent(new Event("input")); target.scrollIntoView(); }
  });
})();
