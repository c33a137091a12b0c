package dev.aios.examples.consultancy.invoice;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Money;
import dev.aios.examples.consultancy.input.Client;
import dev.aios.examples.consultancy.input.TimeEntry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An invoice. Amounts are exact to the currency's smallest coin; each line is rounded half even,
 * then summed.
 *
 * @param number the same for the same client and month, so it cannot be issued under two numbers
 * @param client who pays, and how
 * @param month when the work was done
 * @param issued the day of the invoice
 * @param due the day by which it is to be paid
 * @param lines what was done, one line per project, task and rate; at least one
 * @param net the sum of the lines
 * @param vat the tax on it
 * @param total what is to be paid
 */
public record Invoice(
    String number,
    Client client,
    YearMonth month,
    LocalDate issued,
    LocalDate due,
    List<Line> lines,
    Money net,
    Money vat,
    Money total) {
  /**
   * One line.
   *
   * @param project the project; may be empty
   * @param task what was done; may be empty
   * @param time how long
   * @param rate the price of an hour
   * @param amount the price of the line
   */
  public record Line(String project, String task, Duration time, Money rate, Money amount) {}

  private record Group(String project, String task, Money rate) {}

  /** Copies the list, and checks that the sums fit: an edit by hand must not break them. */
  public Invoice {
    lines = List.copyOf(lines);
    Money sum = lines.stream().map(Line::amount).reduce(Money.zero(net.currency()), Money::plus);
    List<String> violations = new ArrayList<>();
    if (!sum.equals(net)) {
      violations.add("net is " + net + ", but its lines add up to " + sum);
    }
    if (!net.plus(vat).equals(total)) {
      violations.add("total is " + total + ", but net and VAT add up to " + net.plus(vat));
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("invoice " + number, violations);
    }
  }

  /**
   * Makes the invoice for a timesheet.
   *
   * @param timesheet the work
   * @param client who pays
   * @param issued the day of the invoice
   * @return the invoice
   */
  public static Invoice of(Timesheet timesheet, Client client, LocalDate issued) {
    Map<Group, Duration> groups = new LinkedHashMap<>();
    for (TimeEntry entry : timesheet.entries()) {
      groups.merge(
          new Group(entry.project(), entry.task(), entry.rate()), entry.time(), Duration::plus);
    }
    List<Line> lines = new ArrayList<>();
    Money net = Money.zero(timesheet.entries().get(0).rate().currency());
    for (Map.Entry<Group, Duration> group : groups.entrySet()) {
      Group of = group.getKey();
      Duration time = group.getValue();
      Money amount = toCoins(of.rate().times(time.toSeconds(), 3600));
      lines.add(new Line(of.project(), of.task(), time, of.rate(), amount));
      net = net.plus(amount);
    }
    Money vat = toCoins(share(net, client.vatPercent()));
    return new Invoice(
        "INV-" + timesheet.month() + "-" + Timesheet.slug(client.name()).toUpperCase(Locale.ROOT),
        client,
        timesheet.month(),
        issued,
        issued.plusDays(client.dueDays()),
        lines,
        net,
        vat,
        net.plus(vat));
  }

  private static Money share(Money of, BigDecimal percent) {
    return of.times(percent.movePointRight(6).longValueExact(), 100_000_000);
  }

  private static Money toCoins(Money amount) {
    return Money.ofMinor(amount.minor(), amount.currency());
  }
}
