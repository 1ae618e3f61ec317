(function () {
  // The page stands in both languages; the reader's own comes first: #zh, #en or #both in the address, else the browser's.
  var titles = { en: "Leshan High-tech Zone: the 2025 targets judged", zh: "乐山高新区 2025 年目标评判" };
  function show(lang) {
    document.getElementById("show-" + lang).checked = true;
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = titles[lang] || titles.en;
  }
  var asked = /^#(en|zh|both)$/.exec(location.hash);
  var own = (navigator.languages && navigator.languages[0]) || navigator.language || "";
  if (asked) show(asked[1]);
  else if (/^(zh|en)/i.test(own)) show(own.slice(0, 2).toLowerCase());
  addEventListener("hashchange", function () {
    var again = /^#(en|zh|both)$/.exec(location.hash);
    if (again) show(again[1]);
  });
  ["en", "zh", "both"].forEach(function (lang) {
    document.getElementById("show-" + lang).addEventListener("change", function () { show(lang); });
  });
})();
