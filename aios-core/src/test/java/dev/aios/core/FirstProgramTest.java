package dev.aios.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunFailedException;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstProgramTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  record Timesheet(String client, int hours) {}

  record Invoice(String client, Money total) {}

  record Receipt(String client, String number) {}

  private final List<String> did = new CopyOnWriteArrayList<>();
  private final AtomicInteger mailFailures = new AtomicInteger();

  private Saga<Timesheet, Receipt> invoicing() {
    Agent<Timesheet, Invoice> drafter =
        Agent.proposing(
            "drafter",
            (sheet, context) ->
                Proposal.of(
                    new Invoice(sheet.client(), Money.of(sheet.hours() * 100L, "EUR")), 0.95));
    return Saga.named("invoicing", 1, Timesheet.class)
        .step("draft", drafter)
        .approve("owner-approves", when -> when.value().total().isAbove(500, "EUR"))
        .step("issue", this::issue)
        .idempotent()
        .undo(this::voidInvoice)
        .retry(Retry.exponential(5))
        .step("email", this::send)
        .idempotent()
        .retry(Retry.exponential(3, Duration.ofMillis(5), Duration.ofMillis(10)))
        .build();
  }

  private Receipt issue(Invoice invoice) {
    did.add("issue " + invoice.client());
    return new Receipt(invoice.client(), "INV-1");
  }

  private void voidInvoice(Receipt receipt) {
    did.add("void " + receipt.client());
  }

  private Receipt send(Receipt receipt) {
    if (mailFailures.getAndDecrement() > 0) {
      throw new IllegalStateException("mail server down");
    }
    did.add("email " + receipt.client());
    return receipt;
  }

  @Test
  void a_small_invoice_runs_to_its_end() {
    try (Aios aios = Aios.builder().memory().open()) {
      Run<Receipt> run = aios.start(invoicing(), new Timesheet("acme", 3), "timesheet/2026-11");

      assertThat(run.await(SOON)).isEqualTo(new Receipt("acme", "INV-1"));
      assertThat(did).containsExactly("issue acme", "email acme");
      assertThat(aios.inbox().open()).isEmpty();
      assertThat(aios.journal().verify().ok()).isTrue();
    }
  }

  @Test
  void a_large_invoice_waits_for_approval_and_the_edit_goes_on(@TempDir Path dir) {
    try (Aios aios = Aios.open("jdbc:sqlite:" + dir.resolve("a.db"))) {
      Run<Receipt> run = aios.start(invoicing(), new Timesheet("acme", 30), "k");
      InboxItem item = awaitItem(aios);
      assertThat(run.status().state()).isEqualTo(RunState.WAITING);
      aios.inbox().edit(item, new Invoice("acme-edited", Money.of(400, "EUR")), "owner");

      assertThat(run.await(SOON).client()).isEqualTo("acme-edited");
      assertThat(run.diagram()).contains("class n1 done");
    }
  }

  @Test
  void a_failure_behind_a_done_step_undoes_it() {
    mailFailures.set(100);
    try (Aios aios = Aios.builder().memory().open()) {
      Run<Receipt> run = aios.start(invoicing(), new Timesheet("acme", 3), "k");

      assertThatThrownBy(() -> run.await(SOON)).isInstanceOf(RunFailedException.class);
      assertThat(run.status().state()).isEqualTo(RunState.COMPENSATED);
      assertThat(did).containsExactly("issue acme", "void acme");
    }
  }

  @Test
  void the_same_key_is_the_same_run_and_another_input_is_an_error() {
    try (Aios aios = Aios.builder().memory().open()) {
      Saga<Timesheet, Receipt> saga = invoicing();
      aios.start(saga, new Timesheet("acme", 3), "k").await(SOON);
      aios.start(saga, new Timesheet("acme", 3), "k").await(SOON);

      assertThat(did).hasSize(2);
      assertThatThrownBy(() -> aios.start(saga, new Timesheet("acme", 4), "k"))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("another input");
    }
  }

  @Test
  void a_closed_runtime_goes_on_when_it_is_opened_again(@TempDir Path dir) {
    String url = "jdbc:sqlite:" + dir.resolve("a.db");
    try (Aios aios = Aios.open(url)) {
      aios.start(invoicing(), new Timesheet("acme", 30), "k");
      awaitItem(aios);
    }
    try (Aios aios = Aios.open(url)) {
      aios.register(invoicing());
      aios.inbox().approve(aios.inbox().open().get(0), "owner");
      assertThat(aios.runs().get(new dev.aios.api.run.RunId("invoicing", "k")).await(SOON))
          .isEqualTo(new Receipt("acme", "INV-1"));
    }
    assertThat(did).containsExactly("issue acme", "email acme");
  }

  @Test
  void sixty_four_runs_at_once(@TempDir Path dir) {
    try (Aios aios = Aios.open("jdbc:sqlite:" + dir.resolve("a.db"))) {
      List<Run<Receipt>> runs = new ArrayList<>();
      Saga<Timesheet, Receipt> saga = invoicing();
      for (int i = 0; i < 64; i++) {
        runs.add(aios.start(saga, new Timesheet("c" + i, 1), "k" + i));
      }
      runs.forEach(run -> run.await(SOON));
      assertThat(did).hasSize(128).doesNotHaveDuplicates();
      assertThat(aios.journal().verify().ok()).isTrue();
    }
  }

  private static InboxItem awaitItem(Aios aios) {
    for (int i = 0; i < 1000; i++) {
      List<InboxItem> open = aios.inbox().open();
      if (!open.isEmpty()) {
        return open.get(0);
      }
      try {
        aios.world().sleep(Duration.ofMillis(5));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("nothing came into the inbox");
  }
}
