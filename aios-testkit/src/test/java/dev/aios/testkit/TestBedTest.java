package dev.aios.testkit;

import static dev.aios.testkit.assertion.AiosAssertions.assertThat;
import static dev.aios.testkit.assertion.AiosAssertions.assertThatThrownBy;

import dev.aios.api.ClosedException;
import dev.aios.api.NotFoundException;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Need;
import dev.aios.api.model.Tier;
import dev.aios.api.run.Run;
import dev.aios.api.value.Money;
import dev.aios.core.Aios;
import dev.aios.testkit.Invoicing.Invoice;
import dev.aios.testkit.Invoicing.Receipt;
import dev.aios.testkit.Invoicing.Timesheet;
import dev.aios.testkit.model.ScriptedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBedTest {
  private final Invoicing host = new Invoicing();

  private TestBed.Builder memory() {
    return TestBed.memory().with(aios -> aios.saga(host.saga));
  }

  private Run<Receipt> start(TestBed bed) {
    bed.model().otherwise().reply(new Invoice("acme", Money.of(300, "EUR")));
    return bed.aios().start(host.saga, new Timesheet("acme", 3), "2026-11");
  }

  @Test
  void a_restart_in_good_order_loses_nothing_and_time_goes_on(@TempDir Path folder) {
    try (TestBed bed =
        TestBed.sqlite(folder.resolve("a.db")).with(aios -> aios.saga(host.saga)).open()) {
      Run<Receipt> run = start(bed);
      bed.world().advance(Duration.ofHours(1));
      assertThat(run).isWaitingFor("grace");
      Instant before = bed.world().instant();
      Aios first = bed.aios();

      Aios second = bed.restart();

      assertThat(second).isNotSameAs(first).isSameAs(bed.aios());
      assertThat(bed.world().instant()).isEqualTo(before);
      assertThat(second.runs().get(run.id())).isWaitingFor("grace");
      second.runs().get(run.id()).await(Duration.ofDays(1));
      assertThat(host.outside).containsExactly("issued acme", "mailed acme");
      assertThatThrownBy(() -> first.start(host.saga, new Timesheet("acme", 3), "again"))
          .isInstanceOf(ClosedException.class);
    }
  }

  @Test
  void a_dead_runtime_that_is_closed_leaves_nothing_behind() {
    try (TestBed bed = memory().open()) {
      bed.journalFaults().onRecord("step.completed").nth(1).crashBefore();
      start(bed);
      bed.world().runUntilIdle();
      assertThat(bed.process().isDead()).isTrue();

      bed.aios().close();
      bed.world().advance(Duration.ofMinutes(1));

      assertThat(bed.world().nextDue()).isEmpty();
      assertThat(bed.world().isIdle()).isTrue();
    }
  }

  @Test
  void a_runtime_that_is_closed_leaves_nothing_behind() {
    try (TestBed bed = memory().open()) {
      Run<Receipt> run = start(bed);
      bed.world().runUntilIdle();
      assertThat(run).isWaitingFor("grace");

      bed.aios().close();
      bed.world().advance(Duration.ofMinutes(1));

      assertThat(bed.world().nextDue()).isEmpty();
    }
  }

  @Test
  void the_scripted_model_fits_whatever_is_needed_unless_it_is_left_out() {
    ChatRequest request = ChatRequest.of(Message.User.of("hello"));
    try (TestBed bed = memory().open()) {
      bed.model().otherwise().reply("hi");
      Need most = new Need(Tier.HEAVY, Duration.ofMillis(1), 1, Money.of(0, "EUR"));
      Aios aios = bed.aios();
      assertThat(aios.models().chat(aios.effects(), "a", request, most).text()).isEqualTo("hi");
      assertThat(aios.models().chat(aios.effects(), "b", request, Need.CHEAPEST).text())
          .isEqualTo("hi");
    }
    try (TestBed bed = memory().noModel().open()) {
      Aios aios = bed.aios();
      assertThatThrownBy(() -> aios.models().chat(aios.effects(), "a", request, Need.CHEAPEST))
          .isInstanceOf(NotFoundException.class);
    }
    try (TestBed bed =
        memory()
            .with(aios -> aios.model(Tier.INSTANT, ScriptedModel.answering("own")))
            .noModel()
            .open()) {
      Aios aios = bed.aios();
      assertThat(aios.models().chat(aios.effects(), "a", request, Need.CHEAPEST).text())
          .isEqualTo("own");
    }
  }

  @Test
  void a_bed_that_cannot_be_made_fails_clearly(@TempDir Path folder) {
    assertThatThrownBy(
            () ->
                memory()
                    .with(
                        aios -> {
                          throw new IllegalStateException("the host's own set-up");
                        })
                    .open())
        .hasMessage("the host's own set-up");
    assertThatThrownBy(() -> TestBed.sqlite(folder).open()).hasMessageContaining(folder.toString());
  }

  @Test
  void a_closed_bed_says_so_and_may_be_closed_again() {
    TestBed bed = memory().open();
    bed.close();
    bed.close();

    assertThatThrownBy(bed::aios).hasMessageContaining("closed");
    assertThatThrownBy(bed::restart).hasMessageContaining("closed");
    assertThatThrownBy(() -> bed.journal().head()).isInstanceOf(ClosedException.class);
  }
}
