package dev.aios.examples.consultancy.leads;

import dev.aios.api.value.Money;
import dev.aios.examples.consultancy.input.Note;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the owner decided about new work, as written down in notes that belong to no client.
 *
 * @param smallest the smallest project worth the trouble
 * @param firstCall how long a first call is
 * @param firstDay the first day of the week for it
 * @param lastDay the last day of the week for it
 * @param opens from when on
 * @param closes until when
 */
public record HouseRules(
    Money smallest,
    Duration firstCall,
    DayOfWeek firstDay,
    DayOfWeek lastDay,
    LocalTime opens,
    LocalTime closes) {
  private static final Pattern SMALLEST =
      Pattern.compile("(?i)(?:below|under|unter) (EUR|CHF|USD|€) ?(\\d[\\d.,']*)");
  private static final Pattern LENGTH = Pattern.compile("(?i)first call.*?(\\d+) min");
  private static final Pattern DAYS =
      Pattern.compile("(?i)(mon|tues|wednes|thurs|fri)day to (mon|tues|wednes|thurs|fri)day");
  private static final Pattern HOURS = Pattern.compile("(?i)between (\\d{1,2}) and (\\d{1,2})\\b");

  /**
   * Finds the rules.
   *
   * @param notes all notes
   * @return the rules; where the notes are silent, what is usual: no smallest project, half an hour
   *     on any working day between 9 and 17
   */
  public static HouseRules of(List<Note> notes) {
    HouseRules rules =
        new HouseRules(
            Money.zero("EUR"),
            Duration.ofMinutes(30),
            DayOfWeek.MONDAY,
            DayOfWeek.FRIDAY,
            LocalTime.of(9, 0),
            LocalTime.of(17, 0));
    for (Note note : notes) {
      if (note.client().isEmpty()) {
        for (String decision : note.decisions()) {
          rules = rules.and(decision);
        }
      }
    }
    return rules;
  }

  private HouseRules and(String decision) {
    Matcher money = SMALLEST.matcher(decision);
    Matcher length = LENGTH.matcher(decision);
    Matcher days = DAYS.matcher(decision);
    Matcher hours = HOURS.matcher(decision);
    boolean call = length.find();
    boolean dayed = call && days.find();
    boolean timed = call && hours.find();
    return new HouseRules(
        money.find() ? amount(money) : smallest,
        call ? Duration.ofMinutes(Integer.parseInt(length.group(1))) : firstCall,
        dayed ? day(days.group(1)) : firstDay,
        dayed ? day(days.group(2)) : lastDay,
        timed ? LocalTime.of(Integer.parseInt(hours.group(1)) % 24, 0) : opens,
        timed ? LocalTime.of(Integer.parseInt(hours.group(2)) % 24, 0) : closes);
  }

  private static Money amount(Matcher money) {
    String currency = money.group(1).equals("€") ? "EUR" : money.group(1).toUpperCase(Locale.ROOT);
    return Money.of(Long.parseLong(money.group(2).replaceAll("\\D", "")), currency);
  }

  private static DayOfWeek day(String name) {
    return DayOfWeek.valueOf(name.toUpperCase(Locale.ROOT) + "DAY");
  }

  /**
   * What to do about a wish.
   *
   * @param wish the wish
   * @return a meeting if the budget is large enough, a kind no if it is too small, else a question
   */
  public Lead.Verdict judge(Wish wish) {
    Money budget = wish.budget();
    if (budget == null) {
      return Lead.Verdict.ASK;
    }
    boolean tooSmall = budget.currency().equals(smallest.currency()) && smallest.isAbove(budget);
    return tooSmall ? Lead.Verdict.DECLINE : Lead.Verdict.MEET;
  }
}
