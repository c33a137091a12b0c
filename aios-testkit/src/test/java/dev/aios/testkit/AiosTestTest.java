package dev.aios.testkit;

import static dev.aios.testkit.assertion.AiosAssertions.assertThat;
import static dev.aios.testkit.assertion.AiosAssertions.assertThatThrownBy;

import dev.aios.api.event.Events;
import dev.aios.api.inbox.Inbox;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunFailedException;
import dev.aios.api.run.Runs;
import dev.aios.api.value.Money;
import dev.aios.api.value.Tokens;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.testkit.AiosTest.On;
import dev.aios.testkit.Invoicing.Invoice;
import dev.aios.testkit.Invoicing.Receipt;
import dev.aios.testkit.Invoicing.Timesheet;
import dev.aios.testkit.effect.EffectRecorder;
import dev.aios.testkit.fault.FaultKind;
import dev.aios.testkit.fault.Faults;
import dev.aios.testkit.fault.FaultyJournal;
import dev.aios.testkit.model.Asked;
import dev.aios.testkit.model.ScriptedModel;
import dev.aios.testkit.world.VirtualWorld;
import java.time.Duration;

/** What a user of the kit writes, on both journals. */
class AiosTestTest implements AiosSetup {
  private final Invoicing host = new Invoicing();

  @Override
  public void setUp(AiosBuilder aios) {
    aios.saga(host.saga);
  }

  private Run<Receipt> start(Aios aios, ScriptedModel model, long total) {
    model
        .when(Asked.mentions("invoice", "acme"))
        .reply(new Invoice("acme", Money.of(total, "EUR")));
    return aios.start(host.saga, new Timesheet("acme", 3), "2026-11");
  }

  @AiosTest
  void a_day_of_grace_takes_no_time(Aios aios, ScriptedModel model, EffectRecorder recorder) {
    Run<Receipt> run = start(aios, model, 300);

    Receipt receipt = run.await(Duration.ofDays(2));

    assertThat(receipt).isEqualTo(new Receipt("acme", "INV-1"));
    assertThat(run)
        .isCompleted()
        .hasResult(receipt)
        .completedSteps("draft", "issue", "email")
        .completedExactly("draft", "owner-approves", "issue", "grace", "email")
        .undidNothing()
        .failedAttempts("issue", 0)
        .costAtMost(Money.of(1, "EUR"))
        .tookAtMost(Tokens.of(100))
        .tookAtMost(Duration.ofDays(1));
    assertThat(aios.inbox()).isEmpty();
    assertThat(model.requests()).hasSize(1);
    assertThat(host.outside).containsExactly("issued acme", "mailed acme");
    recorder.requireOnce("issue");
    recorder.requireOnce("email");
  }

  @AiosTest
  void a_request_for_approval_stands_between_two_lines_of_a_test(
      Aios aios, ScriptedModel model, VirtualWorld world, Inbox inbox) {
    Run<Receipt> run = start(aios, model, 3000);

    world.runUntilIdle();

    assertThat(run)
        .isWaiting()
        .isWaitingFor("owner-approves")
        .isWaitingUntil(VirtualWorld.START.plus(Duration.ofDays(2)))
        .saysWhy("approval")
        .didNotComplete("issue", "email");
    InboxItem item = inbox.open().get(0);
    assertThat(inbox)
        .onlyItem()
        .isOpen()
        .isOfKind(InboxItem.Kind.APPROVAL)
        .isFor(run, "owner-approves")
        .asks("owner")
        .hasPriority(0)
        .expires(VirtualWorld.START.plus(Duration.ofDays(2)))
        .hasTitleContaining("owner-approves")
        .hasPayloadContaining("acme");
    inbox.approve(item, "ada");
    run.await(Duration.ofDays(2));
    assertThat(run).isCompleted();
    assertThat(inbox.find(item.id()).orElseThrow()).isDecided("approve", "ada");
  }

  @AiosTest
  void a_request_lapses_with_the_run_that_made_it(
      Aios aios, ScriptedModel model, VirtualWorld world, Inbox inbox) {
    Run<Receipt> run = start(aios, model, 3000);
    world.runUntilIdle();
    InboxItem item = inbox.open().get(0);

    run.cancel("the client withdrew");
    world.runUntilIdle();

    assertThat(run).isCancelled().undidNothing().saysWhy("the client withdrew");
    assertThat(inbox.find(item.id()).orElseThrow()).hasLapsed();
    assertThat(inbox).isEmpty();
  }

  @AiosTest
  void a_request_that_nobody_answers_lapses_when_its_time_has_passed(
      Aios aios, ScriptedModel model, VirtualWorld world, Inbox inbox) {
    Run<Receipt> run = start(aios, model, 3000);
    world.runUntilIdle();
    InboxItem item = inbox.open().get(0);

    world.advance(Duration.ofDays(2).minusSeconds(1));
    assertThat(run).isWaitingFor("owner-approves");
    world.advance(Duration.ofSeconds(2));

    assertThat(run).hasFailed().undidNothing();
    assertThat(inbox.find(item.id()).orElseThrow()).hasLapsed();
    assertThat(inbox).isEmpty();
  }

  @AiosTest
  void faults_at_the_door_are_retried_and_then_undone(
      Aios aios, ScriptedModel model, Faults faults, EffectRecorder recorder) {
    faults.onEffect("issue").first(2).fail();
    faults.onEffect("email").every().fail();
    Run<Receipt> run = start(aios, model, 300);

    assertThatThrownBy(() -> run.await(Duration.ofDays(2))).isInstanceOf(RunFailedException.class);

    assertThat(run)
        .isCompensated()
        .failedAttempts("issue", 2)
        .failedAttempts("email", 3)
        .completedSteps("draft", "issue", "grace")
        .undid("issue")
        .undidInReverse();
    assertThat(host.outside).containsExactly("issued acme", "voided acme");
    assertThat(faults.fired(FaultKind.FAIL_BEFORE)).isEqualTo(5);
    recorder.requireNothingTwice();
  }

  @AiosTest
  void a_process_that_dies_after_an_effect_goes_on_in_the_next(TestBed bed) {
    bed.faults().onEffect("email").nth(1).crashAfter();
    Run<Receipt> run = start(bed.aios(), bed.model(), 300);
    bed.world().advance(Duration.ofDays(1));
    assertThat(bed.process().isDead()).isTrue();

    Aios next = bed.restart();
    Run<Object> again = next.runs().get(run.id());
    again.await(Duration.ofHours(1));

    assertThat(again).hasResult(new Receipt("acme", "INV-1"));
    assertThat(host.outside).containsExactly("issued acme", "mailed acme", "mailed acme");
    assertThat(bed.recorder().happened("email"))
        .extracting(mail -> mail.request().idempotencyKey())
        .hasSize(2)
        .containsOnly(bed.recorder().happened("email").get(0).request().idempotencyKey());
    bed.recorder().requireOnce("issue");
    bed.faults().requireFired();
  }

  @AiosTest
  void a_process_that_dies_at_a_write_goes_on_in_the_next(TestBed bed) {
    bed.journalFaults().onRecord("step.completed").nth(2).crashBefore();
    Run<Receipt> run = start(bed.aios(), bed.model(), 300);
    bed.world().runUntilIdle();
    assertThat(bed.process().isDead()).isTrue();

    Aios next = bed.restart();
    next.runs().get(run.id()).await(Duration.ofDays(2));

    assertThat(next.runs().get(run.id())).isCompleted();
    assertThat(bed.journal()).verifies().hasRecords("run.ended", 1);
    bed.journalFaults().requireFired();
  }

  @AiosTest
  void a_process_that_is_killed_while_it_waits_goes_on_in_the_next(TestBed bed) {
    Run<Receipt> run = start(bed.aios(), bed.model(), 300);
    bed.world().runUntilIdle();
    assertThat(run).isWaitingFor("grace");

    bed.process().kill();
    Aios next = bed.restart();
    next.runs().get(run.id()).await(Duration.ofDays(2));

    bed.recorder().requireOnce("email");
    bed.recorder().requireOnce("issue");
  }

  @AiosTest
  void every_part_of_the_test_bed_can_be_had(
      TestBed bed,
      Aios aios,
      VirtualWorld world,
      Journal journal,
      FaultyJournal journalFaults,
      Faults faults,
      EffectRecorder recorder,
      ScriptedModel model,
      Runs runs,
      Inbox inbox,
      Events events) {
    assertThat(aios).isSameAs(bed.aios());
    assertThat(world).isSameAs(bed.world()).isSameAs(aios.world());
    assertThat((Object) journal).isSameAs(bed.journal());
    assertThat((Object) journalFaults).isSameAs(bed.journalFaults());
    assertThat(faults).isSameAs(bed.faults());
    assertThat(recorder).isSameAs(bed.recorder());
    assertThat(model).isSameAs(bed.model());
    assertThat(runs).isSameAs(aios.runs());
    assertThat((Object) inbox).isSameAs(aios.inbox());
    assertThat(events).isSameAs(aios.events());
  }

  @AiosTest(journal = On.MEMORY, oneAtATime = true, seed = 7)
  void in_a_deterministic_world_the_same_happens_again(TestBed bed) {
    String first = story(bed);
    try (TestBed again =
        TestBed.memory().seed(7).oneAtATime().with(aios -> aios.saga(host.saga)).open()) {
      assertThat(story(again)).isEqualTo(first);
    }
    try (TestBed other =
        TestBed.memory().seed(8).oneAtATime().with(aios -> aios.saga(host.saga)).open()) {
      assertThat(story(other)).isNotEqualTo(first);
    }
  }

  /** Many runs with random faults, as the journal has it. */
  private String story(TestBed bed) {
    bed.model().otherwise().reply(new Invoice("acme", Money.of(300, "EUR")));
    bed.faults().onAny().randomly(0.3).fail();
    for (int i = 0; i < 20; i++) {
      bed.aios().start(host.saga, new Timesheet("acme", i), "run" + i);
    }
    bed.world().advance(Duration.ofDays(3));
    StringBuilder story = new StringBuilder();
    bed.journal()
        .read(0, 10_000)
        .forEach(
            record ->
                story
                    .append(record.time())
                    .append(' ')
                    .append(record.kind())
                    .append(' ')
                    .append(record.stream())
                    .append('\n'));
    return story.toString();
  }
}
