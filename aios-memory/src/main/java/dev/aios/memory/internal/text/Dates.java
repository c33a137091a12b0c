package dev.aios.memory.internal.text;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates as words, so that an index of words finds them: a time is its year, its month of any year,
 * its month, its week and its day; a question that says "in May 2023", "on 3 May", "yesterday" or
 * "letzte Woche" asks for some of these. English and German; days are those of UTC.
 */
public final class Dates {
  private static final Map<String, Integer> MONTHS = new TreeMap<>();

  static {
    List<List<String>> names =
        List.of(
            List.of("january", "jan", "januar"),
            List.of("february", "feb", "februar"),
            List.of("march", "mar", "märz"),
            List.of("april", "apr"),
            List.of("may", "mai"),
            List.of("june", "jun", "juni"),
            List.of("july", "jul", "juli"),
            List.of("august", "aug"),
            List.of("september", "sep", "sept"),
            List.of("october", "oct", "oktober", "okt"),
            List.of("november", "nov"),
            List.of("december", "dec", "dezember", "dez"));
    for (int month = 0; month < names.size(); month++) {
      for (String name : names.get(month)) {
        MONTHS.put(name, month + 1);
      }
    }
  }

  private static final String MONTH = "(" + String.join("|", MONTHS.keySet()) + ")\\.?";
  private static final String YEAR = "((?:19|20)\\d\\d)";
  private static final Pattern ISO = Pattern.compile("\\b" + YEAR + "-(\\d\\d)(?:-(\\d\\d))?\\b");
  private static final Pattern DOTTED =
      Pattern.compile("\\b(\\d{1,2})\\.\\s?(\\d{1,2})\\.\\s?" + YEAR + "\\b");
  private static final Pattern DAY_MONTH =
      Pattern.compile(
          "\\b(\\d{1,2})(?:st|nd|rd|th|\\.)?(?: of)? " + MONTH + "\\b,?(?: " + YEAR + "\\b)?");
  private static final Pattern MONTH_DAY =
      Pattern.compile(
          "\\b" + MONTH + " (\\d{1,2})(?:st|nd|rd|th)?\\b(?!\\d),?(?: " + YEAR + "\\b)?");
  private static final Pattern MONTH_YEAR =
      Pattern.compile("\\b" + MONTH + ",?(?: of)? " + YEAR + "\\b");
  private static final Pattern MONTH_ALONE =
      Pattern.compile(
          "\\b(?:in|since|until|by|during|of|last|early|late|mid|im|seit|bis|anfang|ende|mitte)"
              + "(?: early| late| mid)?[ -]"
              + MONTH
              + "(?![\\w'])");

  /** Names of months that are hardly anything else; "may" and "march" are verbs too. */
  private static final Pattern MONTH_NAME =
      Pattern.compile(
          "\\b(january|february|april|june|july|august|september|october|november|december"
              + "|januar|februar|juni|juli|oktober|dezember)\\b");

  private static final Pattern YEAR_ALONE = Pattern.compile("\\b" + YEAR + "\\b");
  private static final Pattern AGO =
      Pattern.compile("\\b(\\d{1,3}) (day|week|month|year)s? ago\\b");
  private static final Pattern VOR =
      Pattern.compile("\\bvor (\\d{1,3}) (tag|woche|monat|jahr)(?:en|n|e)?\\b");
  private static final Pattern WEEKDAY =
      Pattern.compile(
          "\\b(?:last|letzten) (monday|tuesday|wednesday|thursday|friday|saturday|sunday"
              + "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\\b");
  private static final List<String> WEEKDAYS =
      List.of(
          "monday",
          "tuesday",
          "wednesday",
          "thursday",
          "friday",
          "saturday",
          "sunday",
          "montag",
          "dienstag",
          "mittwoch",
          "donnerstag",
          "freitag",
          "samstag",
          "sonntag");

  private final String question;
  private final LocalDate today;
  private final Set<String> words = new LinkedHashSet<>();

  private Dates(String question, LocalDate today) {
    this.question = question;
    this.today = today;
  }

  /**
   * A time as words.
   *
   * @param time the time
   * @return its year, month of any year, month, week and day
   */
  public static List<String> of(Instant time) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    return List.of(
        year(day.getYear()),
        monthOfAnyYear(day.getMonthValue()),
        month(day.getYear(), day.getMonthValue()),
        week(day),
        day.toString());
  }

  /**
   * The dates that a question names, as words.
   *
   * @param question the question
   * @param now what relative dates are counted from
   * @return the words; empty if it names none
   */
  public static List<String> askedBy(String question, Instant now) {
    Dates dates =
        new Dates(question.toLowerCase(Locale.ROOT), LocalDate.ofInstant(now, ZoneOffset.UTC));
    dates.absolute();
    dates.relative();
    return new ArrayList<>(dates.words);
  }

  private static String year(int year) {
    return "y" + year;
  }

  private static String monthOfAnyYear(int month) {
    return "m" + month;
  }

  private static String month(int year, int month) {
    return year + "-" + month;
  }

  private static String week(LocalDate day) {
    return day.get(IsoFields.WEEK_BASED_YEAR) + "-w" + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
  }

  private void absolute() {
    each(ISO, m -> date(m.group(1), number(m.group(2)), m.group(3)));
    each(DOTTED, m -> date(m.group(3), number(m.group(2)), m.group(1)));
    each(DAY_MONTH, m -> date(m.group(3), named(m.group(2)), m.group(1)));
    each(MONTH_DAY, m -> date(m.group(3), named(m.group(1)), m.group(2)));
    each(MONTH_YEAR, m -> date(m.group(2), named(m.group(1)), null));
    each(MONTH_ALONE, m -> date(null, named(m.group(1)), null));
    each(MONTH_NAME, m -> date(null, named(m.group(1)), null));
    each(YEAR_ALONE, m -> words.add(year(number(m.group(1)))));
  }

  private void relative() {
    if (has("yesterday") || has("gestern")) {
      words.add(today.minusDays(1).toString());
    }
    if (has("today") || has("heute")) {
      words.add(today.toString());
    }
    if (has("last week") || has("letzte woche") || has("letzter woche")) {
      words.add(week(today.minusWeeks(1)));
    }
    if (has("this week") || has("diese woche") || has("dieser woche")) {
      words.add(week(today));
    }
    if (has("last month") || has("letzten monat") || has("letztem monat")) {
      month(today.minusMonths(1));
    }
    if (has("this month") || has("diesen monat") || has("diesem monat")) {
      month(today);
    }
    if (has("last year") || has("letztes jahr") || has("letztem jahr")) {
      words.add(year(today.getYear() - 1));
    }
    if (has("this year") || has("dieses jahr") || has("diesem jahr")) {
      words.add(year(today.getYear()));
    }
    each(AGO, m -> ago(number(m.group(1)), m.group(2).charAt(0)));
    each(VOR, m -> ago(number(m.group(1)), m.group(2).charAt(0)));
    each(
        WEEKDAY,
        m ->
            words.add(
                today
                    .with(
                        TemporalAdjusters.previous(
                            DayOfWeek.of(WEEKDAYS.indexOf(m.group(1)) % 7 + 1)))
                    .toString()));
  }

  private void ago(int number, char unit) {
    switch (unit) {
      case 'd', 't' -> words.add(today.minusDays(number).toString());
      case 'w' -> words.add(week(today.minusWeeks(number)));
      case 'm' -> month(today.minusMonths(number));
      default -> words.add(year(today.getYear() - number));
    }
  }

  private interface Reader {
    void read(Matcher matcher);
  }

  private void each(Pattern pattern, Reader reader) {
    Matcher matcher = pattern.matcher(question);
    while (matcher.find()) {
      reader.read(matcher);
    }
  }

  private boolean has(String words) {
    int at = question.indexOf(words);
    int end = at + words.length();
    return at >= 0
        && (at == 0 || !Character.isLetterOrDigit(question.charAt(at - 1)))
        && (end == question.length() || !Character.isLetterOrDigit(question.charAt(end)));
  }

  private void month(LocalDate day) {
    words.add(month(day.getYear(), day.getMonthValue()));
  }

  private void date(@Nullable String year, int month, @Nullable String day) {
    if (month < 1 || month > 12) {
      return;
    }
    words.add(monthOfAnyYear(month));
    if (year == null) {
      return;
    }
    words.add(month(number(year), month));
    if (day != null) {
      try {
        words.add(LocalDate.of(number(year), month, number(day)).toString());
      } catch (DateTimeException e) {
        // No such day: the month is what is left of it.
      }
    }
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private static int named(String month) {
    return MONTHS.getOrDefault(month, 0);
  }
}
