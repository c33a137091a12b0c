package dev.aios.examples.consultancy.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.value.Money;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.input.Attachment;
import dev.aios.examples.consultancy.input.Client;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.input.Mail;
import dev.aios.examples.consultancy.input.TimeEntry;
import dev.aios.examples.consultancy.invoice.Invoice;
import dev.aios.examples.consultancy.invoice.Timesheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mail server and the billing system: one file per key, whatever happens. */
class OutputTest {
  private static final Address INES =
      new Address("Ines Hällberg", "ines@hallberg-consulting.example");
  private static final Address TO = new Address("Schmidt, Anna", "anna@kunde.example");
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  @TempDir Path directory;

  @Test
  void a_mail_written_can_be_read_back_word_for_word() {
    Outbox outbox = new Outbox(directory, INES, () -> NOW);
    Letter.Enclosure enclosure = new Letter.Enclosure("Rechnung März.md", "# Rechnung\n");
    String text = "Grüße,\nFrom here on = all is well.\n" + "long ".repeat(300).strip();
    outbox.send(
        new Letter(TO, "Angebot für Ölmühle", text, "1@kunde.example", List.of(enclosure)),
        "mail/1");
    Mail mail = Folder.read(directory).mails().get(0);
    assertThat(mail.from()).isEqualTo(INES);
    assertThat(mail.to()).containsExactly(TO);
    assertThat(mail.subject()).isEqualTo("Angebot für Ölmühle");
    assertThat(mail.text()).isEqualTo(text);
    assertThat(mail.date()).isEqualTo(NOW);
    assertThat(mail.inReplyTo()).isEqualTo("1@kunde.example");
    assertThat(mail.attachments()).extracting(Attachment::name).containsExactly("Rechnung März.md");
    assertThat(Folder.read(directory).problems()).isEmpty();
  }

  @Test
  void sending_twice_under_one_key_leaves_the_first_mail_alone() throws IOException {
    Outbox outbox = new Outbox(directory, INES, () -> NOW);
    Receipt first = outbox.send(letter("one"), "mail/invoice/2026-10/brightwater");
    byte[] bytes = Files.readAllBytes(directory.resolve(first.file()));
    Receipt second =
        new Outbox(directory, INES, () -> NOW.plusSeconds(60))
            .send(letter("two"), "mail/invoice/2026-10/brightwater");
    assertThat(second).isEqualTo(first);
    assertThat(files()).containsExactly(first.file());
    assertThat(Files.readAllBytes(directory.resolve(first.file()))).isEqualTo(bytes);
    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .contains("Idempotency-Key: mail/invoice/2026-10/brightwater");
    assertThat(first.file()).startsWith("mail-invoice-2026-10-brightwater.").endsWith(".eml");
  }

  @Test
  void keys_that_look_alike_as_file_names_do_not_collide() {
    Outbox outbox = new Outbox(directory, INES, () -> NOW);
    List<String> keys =
        List.of("a/b", "a-b", "a b", "a//b", "../a-b", "ä/b", "x".repeat(500), "x".repeat(501));
    keys.forEach(key -> outbox.send(letter("x"), key));
    assertThat(files()).hasSize(keys.size()).allMatch(name -> name.length() < 120);
    assertThat(keys).allMatch(outbox::isSent);
    assertThat(outbox.isSent("a+b")).isFalse();
    assertThat(directory.getParent().toFile().list()).noneMatch(name -> name.endsWith(".eml"));
  }

  @Test
  void many_threads_with_one_key_leave_one_file_and_no_drafts() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Receipt>> sends = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int number = i;
        sends.add(
            () -> new Outbox(directory, INES, () -> NOW).send(letter("text " + number), "same"));
      }
      for (Future<Receipt> sent : threads.invokeAll(sends)) {
        assertThat(sent.get().key()).isEqualTo("same");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(files()).hasSize(1);
    assertThat(directory.resolve(".partial")).isEmptyDirectory();
  }

  @Test
  void a_line_end_in_a_subject_adds_no_header() throws IOException {
    Letter sly = new Letter(TO, "Hello\r\nBcc: all@evil.example", "x", "1\r\nX-Evil: 1", List.of());
    Receipt receipt = new Outbox(directory, INES, () -> NOW).send(sly, "key\nX-Evil: 2");
    String mail = Files.readString(directory.resolve(receipt.file()));
    assertThat(mail.substring(0, mail.indexOf("\r\n\r\n"))).doesNotContain("\nBcc:", "\nX-Evil:");
  }

  @Test
  void a_mail_is_taken_back_once_by_another_mail_and_only_if_it_was_sent() {
    Outbox outbox = new Outbox(directory, INES, () -> NOW);
    assertThat(outbox.voidMail(letter("x"), "k", "It was a mistake.").file()).isEmpty();
    assertThat(files()).isEmpty();
    outbox.send(letter("x"), "k");
    Receipt one = outbox.voidMail(letter("x"), "k", "It was a mistake.");
    assertThat(outbox.voidMail(letter("x"), "k", "It was a mistake.")).isEqualTo(one);
    List<Mail> mails = Folder.read(directory).mails();
    assertThat(mails).hasSize(2);
    Mail cancellation =
        mails.stream()
            .filter(m -> m.subject().startsWith("Please disregard"))
            .findFirst()
            .orElseThrow();
    assertThat(mails).anyMatch(m -> m.messageId().equals(cancellation.inReplyTo()));
  }

  @Test
  void an_invoice_is_issued_once_and_taken_back_once_by_a_credit_note() throws IOException {
    Billing billing = new Billing(directory, "Hallberg Consulting");
    Invoice invoice = invoice();
    assertThat(billing.voidInvoice(invoice, "k", "Not issued.").file()).isEmpty();
    assertThat(billing.isIssued("k")).isFalse();
    Receipt issued = billing.issue(invoice, "k");
    assertThat(billing.issue(invoice, "k")).isEqualTo(issued);
    Receipt voided = billing.voidInvoice(invoice, "k", "Wrong hours.");
    assertThat(billing.voidInvoice(invoice, "k", "Wrong hours.")).isEqualTo(voided);
    assertThat(billing.isIssued("k")).isTrue();
    assertThat(files()).containsExactlyInAnyOrder(issued.file(), voided.file());
    assertThat(Files.readString(directory.resolve(issued.file())))
        .startsWith("<!-- Idempotency-Key: k -->\n# Invoice INV-2026-10-MUSTER");
    assertThat(Files.readString(directory.resolve(voided.file())))
        .contains("**Total: EUR -119.00**");
  }

  @Test
  void an_empty_key_and_a_folder_that_is_a_file_are_refused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> new Billing(file, "x"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.toString());
    Outbox outbox = new Outbox(directory.resolve("out"), INES, () -> NOW);
    assertThatThrownBy(() -> outbox.send(letter("x"), " "))
        .isInstanceOf(InvalidInputException.class);
  }

  private static Letter letter(String text) {
    return new Letter(TO, "Subject", text, "", List.of());
  }

  private static Invoice invoice() {
    TimeEntry entry =
        new TimeEntry(
            LocalDate.of(2026, 10, 1),
            "Muster",
            "P",
            "Ines",
            "T",
            Duration.ofHours(1),
            Money.of(100, "EUR"),
            TimeEntry.Status.CLOSED,
            "");
    Client client = new Client("Muster", List.of(), TO, new BigDecimal("19"), "", 14, "");
    return Invoice.of(
        new Timesheet("Muster", YearMonth.of(2026, 10), List.of(entry)),
        client,
        LocalDate.of(2026, 11, 24));
  }

  private List<String> files() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> f.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
