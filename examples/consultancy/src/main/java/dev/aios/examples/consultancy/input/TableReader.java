package dev.aios.examples.consultancy.input;

import static dev.aios.examples.consultancy.input.Columns.CLIENTS;
import static dev.aios.examples.consultancy.input.Columns.TIMESHEET;
import static dev.aios.examples.consultancy.input.Columns.describe;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Money;
import dev.aios.examples.consultancy.input.Columns.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a table with a header (CSV with commas, semicolons or tabs) and tells by its columns
 * whether it is a timesheet or a list of clients. A row that is not right in every point is left
 * out.
 */
final class TableReader {
  private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);
  private static final BigDecimal HOURS_PER_DAY = BigDecimal.valueOf(24);
  private static final BigDecimal MAX_RATE = BigDecimal.valueOf(100_000);
  private static final String DEFAULT_CURRENCY = "EUR";
  private static final int DEFAULT_DUE_DAYS = 30;

  private final String file;
  private final Consumer<Problem> problems;

  TableReader(String file, Consumer<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  void read(String text, Consumer<TimeEntry> time, Consumer<Client> clients) {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter(text))
            .setIgnoreEmptyLines(true)
            .setTrailingData(true)
            .setLenientEof(true)
            .get();
    try (CSVParser parser = CSVParser.parse(text, format)) {
      Iterator<CSVRecord> records = parser.iterator();
      if (!records.hasNext()) {
        return;
      }
      List<String> header = records.next().toList();
      Columns columns = new Columns(header);
      if (columns.has(TIMESHEET)) {
        Map<Object, String> seen = new HashMap<>();
        readRows(
            parser, records, columns, (row, where) -> addTime(columns, row, where, seen, time));
      } else if (columns.has(CLIENTS)) {
        readRows(parser, records, columns, (row, where) -> clients.accept(client(columns, row)));
      } else {
        report(
            "line 1",
            "has the columns "
                + header
                + ", but a timesheet needs "
                + describe(TIMESHEET)
                + " and a list of clients needs "
                + describe(CLIENTS)
                + ": not read");
      }
    } catch (IOException | UncheckedIOException e) {
      report("", "cannot be read further as a table (" + e.getMessage() + ")");
    }
  }

  private interface RowReader {
    /** Uses one row, or throws what is wrong with it. */
    void read(List<String> row, String where);
  }

  private void readRows(
      CSVParser parser, Iterator<CSVRecord> records, Columns columns, RowReader reader) {
    long line = parser.getCurrentLineNumber() + 1;
    while (records.hasNext()) {
      CSVRecord record = records.next();
      String where = "line " + line;
      line = parser.getCurrentLineNumber() + 1;
      if (record.size() != columns.count()) {
        report(
            where,
            "has " + record.size() + " fields, the header " + columns.count() + ": left out");
      } else if (record.stream().anyMatch(field -> field.indexOf('\uFFFD') >= 0)) {
        report(where, "has characters that are not in the file's encoding: left out");
      } else {
        try {
          reader.read(record.toList(), where);
        } catch (InvalidInputException e) {
          report(where, String.join("; ", e.violations()) + ": left out");
        }
      }
    }
  }

  private void addTime(
      Columns columns,
      List<String> row,
      String where,
      Map<Object, String> seen,
      Consumer<TimeEntry> time) {
    TimeEntry entry = timeEntry(columns, row, file + ", " + where);
    String first = seen.putIfAbsent(List.copyOf(row), where);
    if (first != null) {
      report(
          where, "is the same as " + first + ": counted once (make the task differ if it is real)");
    } else {
      time.accept(entry);
    }
  }

  private static TimeEntry timeEntry(Columns columns, List<String> row, String source) {
    String day = columns.get(row, Column.DATE);
    LocalDate date = Dates.find(day).orElseThrow(() -> wrong("date", day, "a day"));
    String client = columns.get(row, Column.CLIENT);
    if (client.isEmpty()) {
      throw wrong("client", client, "a name");
    }
    BigDecimal hours = number("hours", columns.get(row, Column.HOURS), HOURS_PER_DAY);
    BigDecimal rate = number("rate", columns.get(row, Column.RATE), MAX_RATE);
    String currency = columns.get(row, Column.CURRENCY);
    return new TimeEntry(
        date,
        client,
        columns.get(row, Column.PROJECT),
        columns.get(row, Column.PERSON),
        columns.get(row, Column.TASK),
        Duration.ofSeconds(
            hours.multiply(SECONDS_PER_HOUR).setScale(0, RoundingMode.HALF_EVEN).longValueExact()),
        Money.of(
            rate.toPlainString(),
            currency.isEmpty() ? DEFAULT_CURRENCY : currency.toUpperCase(Locale.ROOT)),
        status(columns.get(row, Column.STATUS)),
        source);
  }

  private static TimeEntry.Status status(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "", "closed", "approved", "done" -> TimeEntry.Status.CLOSED;
      case "open", "draft" -> TimeEntry.Status.OPEN;
      case "invoiced", "billed", "paid" -> TimeEntry.Status.INVOICED;
      default -> throw wrong("status", text, "open, closed or invoiced");
    };
  }

  private static Client client(Columns columns, List<String> row) {
    String name = columns.get(row, Column.CLIENT);
    String email = columns.get(row, Column.EMAIL);
    if (name.isEmpty() || !email.matches("[^@\\s]+@[^@\\s]+")) {
      throw wrong("client or e-mail", name + " " + email, "a name and an address");
    }
    String vat = columns.get(row, Column.VAT).replace("%", "").strip();
    String days = columns.get(row, Column.DUE_DAYS);
    return new Client(
        name,
        Stream.of(columns.get(row, Column.ADDRESS).split("\\R|;"))
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .toList(),
        new Address(columns.get(row, Column.CONTACT), email),
        vat.matches("0+([.,]0+)?")
            ? BigDecimal.ZERO
            : number("VAT rate", vat, BigDecimal.valueOf(100)),
        columns.get(row, Column.VAT_NOTE),
        days.isEmpty()
            ? DEFAULT_DUE_DAYS
            : number("days", days, BigDecimal.valueOf(365)).intValue(),
        columns.get(row, Column.REFERENCE));
  }

  /** A number above zero, with a decimal point or a decimal comma. */
  private static BigDecimal number(String what, String text, BigDecimal max) {
    String decimal = text.matches("\\d+,\\d+") ? text.replace(',', '.') : text;
    if (!decimal.matches("\\d{1,9}(\\.\\d{1,6})?")) {
      throw wrong(what, text, "a plain positive number");
    }
    BigDecimal number = new BigDecimal(decimal);
    if (number.signum() == 0 || number.compareTo(max) > 0) {
      throw wrong(what, text, "above zero and at most " + max);
    }
    return number;
  }

  private static InvalidInputException wrong(String what, String value, String wanted) {
    return new InvalidInputException("row", what + " '" + value + "' is not " + wanted);
  }

  private static char delimiter(String text) {
    String header = text.lines().findFirst().orElse("");
    char best = ',';
    for (char candidate : new char[] {';', '\t'}) {
      if (count(header, candidate) > count(header, best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static long count(String text, char c) {
    return text.chars().filter(each -> each == c).count();
  }

  private void report(String where, String what) {
    problems.accept(new Problem(file, where, what));
  }
}
