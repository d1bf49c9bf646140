// Shows the incidents that began on this day of earlier years, or else in this week of them.
(function () {
  "use strict";
  var MONTHS = say("date.months");
  var MOST = 3;
  var NEAR = 3;
  var place;
  var week;
  var found;

  // Returns the days from three before the reader's to three after it: `03-14`, its year, and how far away it is.
  function days() {
    var now = new Date();
    var all = [];
    for (var away = -NEAR; away <= NEAR; away += 1) {
      var day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + away);
      var key = ("0" + (day.getMonth() + 1)).slice(-2) + "-" + ("0" + day.getDate()).slice(-2);
      // In a year without a 29th of February that day lies between its neighbours.
      if (key === "03-01" && all.length && all[all.length - 1].key === "02-28") all.push({ key: "02-29", year: day.getFullYear(), away: NEAR });
      all.push({ key: key, year: day.getFullYear(), away: Math.abs(away) });
    }
    return all;
  }

  function show() {
    var earlier = [];
    found.forEach(function (one) {
      week.forEach(function (day) {
        if (day.key === one[0].slice(5) && +one[0].slice(0, 4) < day.year) earlier.push({ away: day.away, one: one });
      });
    });
    var today = earlier.filter(function (it) { return !it.away; });
    var shown = (today.length ? today : earlier.sort(function (a, b) { return a.away - b.away; })).slice(0, MOST);
    place.textContent = today.length ? say("today.day") : say("today.week");
    shown.forEach(function (it, at) {
      var link = document.createElement("a");
      var date = document.createElement("time");
      var parts = it.one[0].split("-");
      link.href = it.one[1];
      link.textContent = it.one[2];
      if (it.one[3]) {
        link.lang = it.one[3];
        link.dir = "auto";
      }
      date.dateTime = it.one[0];
      var day = +parts[2];
      var month = MONTHS[parts[1] - 1];
      var year = parts[0];
      date.textContent = say("date.day");
      place.append(at ? ", " : "", link, " ", date);
    });
    place.hidden = !shown.length;
  }

  // The scripts of the months call this.
  window.casebookOnThisDay = function (list) {
    found = found.concat(list);
    show();
  };

  function main() {
    place = document.querySelector("[data-on-this-day]");
    if (!place) return;
    week = days();
    found = [];
    place.getAttribute("data-on-this-day").split(" ").forEach(function (script) {
      var month = script.slice(-5, -3);
      if (week.some(function (day) { return day.key.slice(0, 2) === month; }) && window.casebookLoad) casebookLoad(script);
    });
  }

  document.addEventListener("DOMContentLoaded", main);
  document.addEventListener("casebook:main", main);
}());
