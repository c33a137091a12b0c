package dev.aios.examples.consultancy.invoice;

import dev.aios.api.InvalidInputException;
import dev.aios.examples.consultancy.input.TimeEntry;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The work for one client in one month that is ready to be billed.
 *
 * @param client for whom
 * @param month when
 * @param entries the work by day; at least one, all in one currency
 */
public record Timesheet(String client, YearMonth month, List<TimeEntry> entries) {
  /** Checks that one invoice can be made of it. */
  public Timesheet {
    entries = List.copyOf(entries);
    List<String> violations = new ArrayList<>();
    if (entries.isEmpty()) {
      violations.add("it has no entries");
    }
    if (entries.stream().map(entry -> entry.rate().currency()).distinct().count() > 1) {
      violations.add("its rates are in several currencies: put one of them on a client of its own");
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("timesheet of " + client + " for " + month, violations);
    }
  }

  /**
   * The name of this piece of work, the same each time the same files are read.
   *
   * @return for example {@code timesheet/2026-10/brightwater-logistics}
   */
  public String key() {
    return "timesheet/" + month + "/" + slug(client);
  }

  /**
   * The same work, whatever line of which file it stands in: a file that grew is no other work.
   *
   * @return entries without their sources
   */
  public Timesheet withoutPlaces() {
    return new Timesheet(
        client,
        month,
        entries.stream()
            .map(
                e ->
                    new TimeEntry(
                        e.date(),
                        e.client(),
                        e.project(),
                        e.person(),
                        e.task(),
                        e.time(),
                        e.rate(),
                        e.status(),
                        ""))
            .toList());
  }

  /**
   * The months that are ready: those with closed entries and no open one. Entries that were billed
   * before are left out.
   *
   * @param entries rows of a timesheet in any order
   * @return one timesheet per client and month, by month, then client
   */
  public static List<Timesheet> closed(List<TimeEntry> entries) {
    Map<String, List<TimeEntry>> groups = new TreeMap<>();
    entries.stream()
        .sorted(Comparator.comparing(TimeEntry::date))
        .forEach(
            entry ->
                groups
                    .computeIfAbsent(
                        YearMonth.from(entry.date()) + " " + slug(entry.client()),
                        key -> new ArrayList<>())
                    .add(entry));
    return groups.values().stream()
        .filter(group -> group.stream().noneMatch(e -> e.status() == TimeEntry.Status.OPEN))
        .map(g -> g.stream().filter(e -> e.status() == TimeEntry.Status.CLOSED).toList())
        .filter(group -> !group.isEmpty())
        .map(g -> new Timesheet(g.get(0).client(), YearMonth.from(g.get(0).date()), g))
        .toList();
  }

  static String slug(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
  }
}
