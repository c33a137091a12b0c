package dev.aios.examples.consultancy.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Money;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.input.Client;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.input.TimeEntry;
import dev.aios.examples.consultancy.input.TimeEntry.Status;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InvoiceTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

  @Test
  void the_shipped_timesheet_has_six_closed_months_with_these_totals() {
    Folder folder = Folder.shipped();
    Map<String, Client> clients =
        folder.clients().stream().collect(Collectors.toMap(Client::name, client -> client));
    assertThat(Timesheet.closed(folder.time()))
        .map(
            sheet ->
                sheet.key() + " " + Invoice.of(sheet, clients.get(sheet.client()), TODAY).total())
        .containsExactly(
            "timesheet/2026-09/stadtwerke-lindenau EUR 3147.55",
            "timesheet/2026-10/brightwater-logistics EUR 4462.50",
            "timesheet/2026-10/castellan-robotics EUR 2628.75",
            "timesheet/2026-10/osterholm-foods EUR 2312.50",
            "timesheet/2026-10/tidemark-health EUR 391.51",
            "timesheet/2026-10/valais-instruments CHF 3045.00");
  }

  @Test
  void work_is_grouped_by_project_task_and_rate_and_taxed_on_the_sum() {
    Invoice invoice =
        Invoice.of(
            sheet(
                entry(1, "a", 90, "100.00"),
                entry(2, "b", 20, "100.00"),
                entry(3, "a", 30, "100.00")),
            client("19"),
            TODAY);
    assertThat(invoice.lines()).extracting(Invoice.Line::task).containsExactly("a", "b");
    assertThat(invoice.lines().get(0).time()).isEqualTo(Duration.ofHours(2));
    assertThat(invoice.lines().get(1).amount()).isEqualTo(Money.of("33.33", "EUR"));
    assertThat(invoice.net()).isEqualTo(Money.of("233.33", "EUR"));
    assertThat(invoice.vat()).isEqualTo(Money.of("44.33", "EUR"));
    assertThat(invoice.total()).isEqualTo(Money.of("277.66", "EUR"));
    assertThat(invoice.due()).isEqualTo(TODAY.plusDays(14));
    assertThat(invoice.number()).isEqualTo("INV-2026-10-MUSTER-GMBH");
  }

  @Test
  void a_rate_of_tax_with_decimals_is_exact() {
    Invoice invoice = Invoice.of(sheet(entry(1, "a", 60, "100.00")), client("8.1"), TODAY);
    assertThat(invoice.vat()).isEqualTo(Money.of("8.10", "EUR"));
  }

  @Property
  void the_total_is_the_lines_plus_tax_whatever_the_hours(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 1440) Integer> minutes,
      @ForAll @IntRange(min = 1, max = 99_999) int cents) {
    String rate = BigDecimal.valueOf(cents, 2).toPlainString();
    TimeEntry[] entries =
        minutes.stream().map(m -> entry(1, "task " + m % 3, m, rate)).toArray(TimeEntry[]::new);
    Invoice invoice = Invoice.of(sheet(entries), client("19"), TODAY);
    Money sum =
        invoice.lines().stream().map(Invoice.Line::amount).reduce(Money.zero("EUR"), Money::plus);
    assertThat(invoice.net()).isEqualTo(sum);
    assertThat(invoice.total()).isEqualTo(sum.plus(invoice.vat()));
    assertThat(invoice.total().micros() % 10_000).isZero();
    Duration all = Duration.ofMinutes(minutes.stream().mapToInt(Integer::intValue).sum());
    assertThat(
            invoice.lines().stream().map(Invoice.Line::time).reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(all);
  }

  @Test
  void a_month_with_open_work_is_not_ready_and_billed_work_is_left_out() {
    TimeEntry open = entry(2, "b", 60, "1.00", Status.OPEN);
    TimeEntry billed = entry(3, "c", 60, "1.00", Status.INVOICED);
    TimeEntry closed = entry(1, "a", 60, "1.00");
    assertThat(Timesheet.closed(List.of(closed, open))).isEmpty();
    assertThat(Timesheet.closed(List.of(billed))).isEmpty();
    assertThat(Timesheet.closed(List.of(billed, closed)))
        .singleElement()
        .extracting(Timesheet::entries)
        .isEqualTo(List.of(closed));
  }

  @Test
  void two_currencies_on_one_invoice_are_refused() {
    TimeEntry francs =
        new TimeEntry(
            LocalDate.of(2026, 10, 1),
            "Muster GmbH",
            "",
            "",
            "",
            Duration.ofHours(1),
            Money.of(1, "CHF"),
            Status.CLOSED,
            "");
    assertThatThrownBy(() -> sheet(entry(1, "a", 60, "1.00"), francs))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("several currencies");
  }

  @Test
  void the_text_names_everything_and_a_task_cannot_break_its_table() {
    Invoice invoice = Invoice.of(sheet(entry(1, "a | b\nc", 60, "100.00")), client("19"), TODAY);
    String text = InvoiceText.of(invoice, "Hallberg Consulting\nHamburg");
    assertThat(text)
        .contains("# Invoice INV-2026-10-MUSTER-GMBH", "To: Muster GmbH", "payable by 2026-12-08")
        .contains("| P | a \\| b c | 1.00 | EUR 100.00 | EUR 100.00 |")
        .contains("VAT 19 %: EUR 19.00", "**Total: EUR 119.00**", "Your reference: PO 7");
    assertThat(InvoiceText.creditNote(invoice, "Hallberg", "Wrong hours."))
        .contains("Credit note for invoice INV-2026-10", "Wrong hours.", "**Total: EUR -119.00**");
  }

  private static Timesheet sheet(TimeEntry... entries) {
    return new Timesheet("Muster GmbH", YearMonth.of(2026, 10), List.of(entries));
  }

  private static TimeEntry entry(int day, String task, int minutes, String rate) {
    return entry(day, task, minutes, rate, Status.CLOSED);
  }

  private static TimeEntry entry(int day, String task, int minutes, String rate, Status status) {
    return new TimeEntry(
        LocalDate.of(2026, 10, day),
        "Muster GmbH",
        "P",
        "Ines",
        task,
        Duration.ofMinutes(minutes),
        Money.of(rate, "EUR"),
        status,
        "");
  }

  private static Client client(String vat) {
    Address billing = new Address("", "rechnung@muster.example");
    return new Client("Muster GmbH", List.of(), billing, new BigDecimal(vat), "", 14, "PO 7");
  }
}
