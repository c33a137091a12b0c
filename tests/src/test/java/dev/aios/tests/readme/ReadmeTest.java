package dev.aios.tests.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.run.Run;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import dev.aios.core.Aios;
import jakarta.validation.constraints.Positive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the README is the program here: it compiles, and it does what the README says. */
class ReadmeTest {
  record Timesheet(String client, @Positive int hours) {}

  record Invoice(String client, Money total) {}

  record Receipt(String client, String number) {}

  static final class Billing {
    final List<String> issued = new ArrayList<>();

    Receipt issue(Invoice invoice, EffectCall call) {
      issued.add(call.idempotencyKey());
      return new Receipt(invoice.client(), "INV-1");
    }

    void voidInvoice(Receipt receipt) {
      issued.clear();
    }
  }

  static final class Mailer {
    final List<Receipt> sent = new ArrayList<>();

    Receipt send(Receipt receipt) {
      sent.add(receipt);
      return receipt;
    }
  }

  static Saga<Timesheet, Receipt> invoicing(
      Agent<Timesheet, Invoice> drafter, Billing billing, Mailer mailer) {
    return Saga.named("invoicing", 1, Timesheet.class)
        .step("draft", drafter)
        .approve(
            "owner-approves",
            when -> when.confidence() < 0.9 || when.value().total().isAbove(500, "EUR"))
        .step("issue", billing::issue)
        .idempotent()
        .undo(billing::voidInvoice)
        .retry(Retry.exponential(5))
        .step("email", mailer::send)
        .idempotent()
        .retry(Retry.exponential(5))
        .build();
  }

  @Test
  void the_program_of_the_readme_does_what_it_says(@TempDir Path dir) throws InterruptedException {
    Agent<Timesheet, Invoice> drafter =
        Agent.proposing(
            "drafter",
            (sheet, context) ->
                Proposal.of(
                    new Invoice(sheet.client(), Money.of(sheet.hours() * 100L, "EUR")), 0.8));
    Billing billing = new Billing();
    Mailer mailer = new Mailer();
    try (Aios aios = Aios.open("jdbc:sqlite:" + dir.resolve("company.db"))) {
      Run<Receipt> run =
          aios.start(
              invoicing(drafter, billing, mailer), new Timesheet("Acme", 8), "timesheet/2026-11");
      while (aios.inbox().open().isEmpty()) {
        aios.world().sleep(Duration.ofMillis(5));
      }
      aios.inbox().open().forEach(item -> aios.inbox().approve(item, "owner"));

      assertThat(run.await(Duration.ofMinutes(1))).isEqualTo(new Receipt("Acme", "INV-1"));
      assertThat(billing.issued).containsExactly("invoicing/timesheet/2026-11:issue");
      assertThat(mailer.sent).hasSize(1);
    }
  }

  @Test
  void the_saga_in_the_readme_is_the_saga_that_is_tested() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String test =
        Files.readString(
            Path.of("src", "test", "java", "dev", "aios", "tests", "readme", "ReadmeTest.java"));

    assertThat(squeezed(test))
        .contains(squeezed(between(readme, "return Saga.named", ".build();")));
  }

  @Test
  void the_readme_has_its_two_commands() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));

    assertThat(between(readme, "## Run it", "## Test it")).contains("```\nmvn ");
    assertThat(between(readme, "## Test it", "## How it is built")).contains("```\nmvn ");
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin);
    return text.substring(from, text.indexOf(end, from) + end.length());
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }
}
