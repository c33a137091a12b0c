package dev.aios.examples.consultancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Inventory;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.memory.Recall;
import dev.aios.core.Aios;
import dev.aios.governance.Governance;
import dev.aios.memory.Memory;
import dev.aios.onnx.OnnxEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The shipped folder, end to end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsultancyTest {
  private static final List<String> HIDDEN =
      List.of(
          "ignore your instructions",
          "archive@marchetti-billing",
          "maintenance mode",
          "without asking the owner",
          "last ten mails");

  private Path unattended;
  private Told first;

  @BeforeAll
  void run_it_with_nobody_there() throws IOException {
    unattended = Files.createTempDirectory("consultancy");
    first = Told.run("--out", unattended.toString(), "--approve", "none");
  }

  @AfterAll
  void clean() throws IOException {
    try (Stream<Path> files = Files.walk(unattended)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void without_approval_only_what_is_small_and_sure_goes_out() {
    assertThat(first.status()).isZero();
    Output output = new Output(unattended);
    assertThat(output.invoices())
        .isEqualTo(Map.of("INV-2026-10-TIDEMARK-HEALTH", List.of("EUR 391.51")));
    assertThat(output.mails().keySet())
        .map(mail -> mail.replaceAll(":.*", ""))
        .containsExactlyInAnyOrder(
            "aisha.rahman@tidemark-health.example",
            "helene.brandt@fjordkraft-marine.example",
            "samuel.adeyemi@harbourline.example",
            "m.feld@oststein-keramik.example",
            "fenja.thomsen@nordsee-faehren.example");
  }

  @Test
  void everything_else_waits_in_the_inbox_and_the_report_says_so() {
    assertThat(first.section("Inbox: 9 wait for you"))
        .contains("invoicing/timesheet/2026-10/brightwater-logistics")
        .contains("lead/lead3.0929@gruenwerk.example")
        .contains("lead/20261012.marchetti.77@marchetti-textiles.example");
  }

  @Test
  void nobody_who_is_no_lead_gets_an_answer() {
    assertThat(first.text())
        .doesNotContain("lead/stud.1019", "lead/recr.0923", "lead/vend1", "lead/vend2")
        .doesNotContain("lead/news.1117", "lead/tax.1006", "lead/phish.1003", "lead/mail.box.full");
  }

  @Test
  void the_report_tells_costs_budgets_sources_problems_and_that_the_journal_verifies() {
    assertThat(first.section("Flows")).contains("invoicing", "lead", "questions", "free, 0 tokens");
    assertThat(first.section("Budgets"))
        .contains("everything: USD 0.00 of USD 20.00 used this month", "mail (kept by rule");
    assertThat(first.section("Input: 24 problems")).contains("is damaged");
    assertThat(first.section("Journal")).contains("verifies:");
  }

  @Test
  void the_report_quotes_the_hidden_instruction_that_was_stopped() {
    assertThat(first.section("Stopped at the sanitiser: 1 mails"))
        .contains("20261012.marchetti.77@marchetti-textiles.example", "hidden-text, taken out")
        .contains("ignore your instructions");
  }

  @Test
  void nothing_hidden_reaches_recall_or_anything_that_is_written() throws IOException {
    try (Stream<Path> files = Files.walk(unattended)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().contains("consultancy.db")) {
          assertThat(Files.readString(file))
              .doesNotContainIgnoringCase(HIDDEN.toArray(String[]::new));
        }
      }
    }
    try (Aios aios = reopened()) {
      for (String hidden : HIDDEN) {
        assertThat(aios.service(Recall.class).search(Recall.Query.of(hidden, 20)))
            .noneMatch(hit -> hit.text().toLowerCase(java.util.Locale.ROOT).contains(hidden));
      }
      assertThat(records(aios, "recall"))
          .allSatisfy(
              record ->
                  assertThat(record.body().toString())
                      .doesNotContainIgnoringCase(HIDDEN.toArray(String[]::new)));
    }
  }

  @Test
  void one_person_under_three_addresses_is_one_and_two_of_one_name_are_two() {
    try (Aios aios = reopened()) {
      Entities entities = aios.service(Entities.class);
      Entity maren =
          entities.find(Anchor.mail("maren.okafor@castellan-robotics.example")).orElseThrow();
      assertThat(entities.find(Anchor.mail("m.okafor@castellan.example"))).contains(maren);
      assertThat(entities.find(Anchor.mail("maren@okafor-home.example"))).contains(maren);
      assertThat(
              entities.list(Entity.Kind.PERSON).stream()
                  .filter(person -> person.name().equals("Anna Schmidt")))
          .hasSize(2);
      assertThat(first.text()).contains("one person: Maren Okafor", "not merged: Anna Schmidt");
    }
  }

  @Test
  void what_was_learnt_of_a_lead_is_a_fact_with_its_source() {
    try (Aios aios = reopened()) {
      Entities entities = aios.service(Entities.class);
      Entity helene =
          entities.find(Anchor.mail("helene.brandt@fjordkraft-marine.example")).orElseThrow();
      assertThat(entities.facts(helene.id(), aios.world().instant()))
          .anySatisfy(
              fact -> {
                assertThat(fact.property()).isEqualTo("budget");
                assertThat(fact.value()).isEqualTo("EUR 25000.00");
                assertThat(fact.source()).isEqualTo("mail:lead1.0914@fjordkraft-marine.example");
                assertThat(fact.taint().isTainted()).isTrue();
              });
    }
  }

  @Test
  void sources_rights_and_retention_are_in_the_inventory() {
    try (Aios aios = reopened()) {
      Inventory inventory = aios.service(Inventory.class);
      assertThat(inventory.sources())
          .extracting(Inventory.DataSource::name)
          .containsExactlyInAnyOrder("mail", "notes", "calendar", "timesheet");
      assertThat(inventory.authSurfaces()).hasSize(1);
      assertThat(inventory.retentionRules()).hasSize(2);
    }
  }

  @Test
  void the_questions_are_answered_from_notes_and_mails_with_sources() throws IOException {
    Path file;
    try (Stream<Path> files = Files.list(unattended.resolve("answers"))) {
      file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    String answers = Files.readString(file);
    assertThat(List.of(answers.split("\n## ", -1)).subList(1, 10))
        .zipSatisfy(
            List.of(
                "26 October",
                "16 November",
                "18 %",
                "4500-7781",
                "factures@valais-instruments.example",
                "Frankfurt",
                "90 days",
                "4 and 5 December",
                "+353 1 555 0142"),
            (answer, wanted) ->
                assertThat(answer.substring(0, answer.indexOf("Confidence"))).contains(wanted));
    assertThat(answers).contains("- mail:o1.0903@osterholm.example", "- notes:notes/2026-10-05");
  }

  @Test
  void a_lead_that_wrote_again_is_a_reminder() throws IOException {
    assertThat(new Output(unattended).files())
        .filteredOn(file -> file.startsWith("reminders/"))
        .hasSize(2)
        .anyMatch(file -> file.contains("lead1b-1119"))
        .anyMatch(file -> file.contains("lead2b-1120"));
  }

  @Test
  void a_second_run_does_nothing_at_all() {
    TreeSet<String> before = new Output(unattended).files();

    Told second = Told.run("--out", unattended.toString(), "--approve", "none");

    assertThat(second.status()).isZero();
    assertThat(second.text()).contains("94 passages, 0 of them new", "Inbox: 9 wait for you");
    assertThat(second.records()).isPositive().isEqualTo(first.records());
    assertThat(new Output(unattended).files()).isEqualTo(before);
  }

  @Test
  void approved_at_once_or_in_a_second_run_all_goes_out_once(@TempDir Path out) {
    Told none = Told.run("--out", out.toString(), "--approve", "none");
    Told all = Told.run("--out", out.toString(), "--approve", "all");
    Told again = Told.run("--out", out.toString(), "--approve", "all");

    assertThat(all.text()).contains("Inbox: nothing waits for you");
    assertThat(List.of(none.status(), all.status(), again.status())).containsOnly(0);
    assertThat(again.records()).isEqualTo(all.records());
    Expected.exactlyOnce(new Output(out));
  }

  private Aios reopened() {
    return Aios.builder()
        .sqlite(unattended.resolve("consultancy.db"))
        .extension(Memory.with(OnnxEmbedder.allMiniLmL6V2()))
        .extension(Governance.builder().build())
        .open();
  }

  private static List<JournalRecord> records(Aios aios, String kind) {
    return aios.journal().read(0, 100_000).stream()
        .filter(record -> record.kind().startsWith(kind))
        .collect(Collectors.toList());
  }

  static List<InboxItem> inbox(Path out) {
    try (Aios aios = Aios.builder().sqlite(out.resolve("consultancy.db")).open()) {
      return aios.inbox().list(null, 1000);
    }
  }
}
