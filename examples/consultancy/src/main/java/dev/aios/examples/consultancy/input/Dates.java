package dev.aios.examples.consultancy.input;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds a day in text, in the notations that mean one thing only. */
final class Dates {
  private static final String MONTHS =
      Arrays.stream(Month.values())
          .map(month -> month.name().substring(0, 3))
          .collect(Collectors.joining("|", "(", ")\\p{L}*\\.?"));

  private static final Pattern ISO = Pattern.compile("\\b(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})\\b");
  private static final Pattern DOTTED = Pattern.compile("\\b(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})\\b");
  private static final Pattern DAY_FIRST =
      Pattern.compile("\\b(\\d{1,2})\\.? " + MONTHS + ",? (\\d{4})\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern MONTH_FIRST =
      Pattern.compile("\\b" + MONTHS + " (\\d{1,2}),? (\\d{4})\\b", Pattern.CASE_INSENSITIVE);

  private Dates() {}

  /** The first day named; empty if there is none, or if that day is on no calendar. */
  static Optional<LocalDate> find(String text) {
    try {
      Matcher iso = ISO.matcher(text);
      if (iso.find()) {
        return Optional.of(LocalDate.of(number(iso, 1), number(iso, 2), number(iso, 3)));
      }
      Matcher dotted = DOTTED.matcher(text);
      if (dotted.find()) {
        return Optional.of(LocalDate.of(number(dotted, 3), number(dotted, 2), number(dotted, 1)));
      }
      Matcher dayFirst = DAY_FIRST.matcher(text);
      if (dayFirst.find()) {
        return Optional.of(
            LocalDate.of(number(dayFirst, 3), month(dayFirst.group(2)), number(dayFirst, 1)));
      }
      Matcher monthFirst = MONTH_FIRST.matcher(text);
      if (monthFirst.find()) {
        return Optional.of(
            LocalDate.of(number(monthFirst, 3), month(monthFirst.group(1)), number(monthFirst, 2)));
      }
    } catch (DateTimeException e) {
      // 31 September: no day, and the caller says so.
    }
    return Optional.empty();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static Month month(String abbreviation) {
    return Arrays.stream(Month.values())
        .filter(month -> month.name().startsWith(abbreviation.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow();
  }
}
