package dev.aios.core.internal.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.InboxItem.Kind;
import dev.aios.api.inbox.InboxItem.State;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SteppedWorld;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.codec.JacksonCodec;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalInboxTest {
  /** What most items here are about. */
  record Invoice(@NotBlank String client, @Positive long cents) {}

  record Letter(String text) {}

  @TempDir Path folder;

  private final JacksonCodec codec = new JacksonCodec();
  private final SteppedWorld world = new SteppedWorld();
  private final Invoice original = new Invoice("Brook & Sons", 120_000);
  private final List<Journal> journals = new ArrayList<>();
  private Journal journal = new MemoryJournal(world);
  private JournalInbox inbox = new JournalInbox(journal, codec, world);

  @AfterEach
  void close() {
    journals.forEach(Journal::close);
  }

  private void on(String kind) {
    if (kind.equals("sqlite")) {
      journal = SqliteJournal.open(folder.resolve("inbox.db"), world);
      journals.add(journal);
      inbox = new JournalInbox(journal, codec, world);
    }
  }

  private InboxDraft draft(Kind kind, String title) {
    return InboxDraft.of(world.newId(), kind, title, List.of("owner"));
  }

  private InboxDraft gate() {
    return draft(Kind.APPROVAL, "Invoice for Brook & Sons")
        .editable(codec.encode(original))
        .confidence(0.7)
        .run("invoicing/2026-11", "owner-approves");
  }

  private InboxItem opened(InboxDraft draft) {
    journal.writeNow(inbox.open(draft));
    return inbox.find(draft.id()).orElseThrow();
  }

  private List<String> kinds(InboxItem item) {
    return journal.readStream("inbox/" + item.id(), 0, 100).stream()
        .map(JournalRecord::kind)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void an_opened_item_waits_and_shows_all_that_was_said_of_it(String kind) {
    on(kind);
    InboxItem item = opened(gate().expires(world.instant().plusSeconds(3_600)));
    assertThat(item.kind()).isEqualTo(Kind.APPROVAL);
    assertThat(item.title()).isEqualTo("Invoice for Brook & Sons");
    assertThat(codec.decode(item.payload())).isEqualTo(original);
    assertThat(item.payloadHash()).matches("[0-9a-f]{64}");
    assertThat(item.ask()).containsExactly("owner");
    assertThat(item.confidence()).isEqualTo(0.7);
    assertThat(item.run()).isEqualTo("invoicing/2026-11");
    assertThat(item.node()).isEqualTo("owner-approves");
    assertThat(item.created()).isEqualTo(world.instant());
    assertThat(item.expires()).isEqualTo(world.instant().plusSeconds(3_600));
    assertThat(item.state()).isEqualTo(State.OPEN);
    assertThat(item.decided()).isNull();
    assertThat(inbox.open()).containsExactly(item);
    assertThat(kinds(item)).containsExactly("inbox.opened");
  }

  @Test
  void an_item_is_opened_once_under_its_id() {
    InboxDraft draft = gate();
    journal.writeNow(inbox.open(draft));
    assertThatThrownBy(() -> journal.writeNow(inbox.open(draft)))
        .isInstanceOf(WriteRejectedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void items_come_by_priority_and_then_by_age(String kind) {
    on(kind);
    opened(draft(Kind.STUCK, "first"));
    opened(draft(Kind.STUCK, "low").priority(-3));
    opened(draft(Kind.STUCK, "second"));
    world.jump(Duration.ofSeconds(1));
    opened(draft(Kind.STUCK, "urgent").priority(7));
    opened(draft(Kind.STUCK, "third"));
    assertThat(inbox.open())
        .extracting(InboxItem::title)
        .containsExactly("urgent", "first", "second", "third", "low");
    inbox.decide(inbox.open().get(1), new Verdict.Retry(), "ann");
    journal.writeNow(inbox.lapse(inbox.open().get(3).id(), "over").orElseThrow());
    assertThat(inbox.open())
        .extracting(InboxItem::title)
        .containsExactly("urgent", "second", "third");
    assertThat(inbox.list(State.DECIDED, 9)).extracting(InboxItem::title).containsExactly("first");
    assertThat(inbox.list(State.LAPSED, 9)).extracting(InboxItem::title).containsExactly("low");
    assertThat(inbox.list(null, 4))
        .extracting(InboxItem::title)
        .containsExactly("urgent", "first", "second", "third");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void an_approved_item_is_decided_and_says_by_whom_and_when(String kind) {
    on(kind);
    InboxItem item = opened(gate());
    world.jump(Duration.ofMinutes(5));
    inbox.approve(item, "ann");
    InboxItem decided = inbox.find(item.id()).orElseThrow();
    assertThat(decided.state()).isEqualTo(State.DECIDED);
    assertThat(decided.decided())
        .isEqualTo(new InboxItem.Decided(Verdicts.APPROVE, "ann", world.instant(), "", null));
    assertThat(inbox.open()).isEmpty();
    assertThat(kinds(item)).containsExactly("inbox.opened", "inbox.decided");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void an_edit_is_kept_beside_the_original(String kind) {
    on(kind);
    InboxItem item = opened(gate());
    Invoice better = new Invoice("Brook & Sons", 100_000);
    inbox.decide(item, new Verdict.Edit(better, "the discount was missing"), "ann");
    InboxItem decided = inbox.find(item.id()).orElseThrow();
    assertThat(codec.decode(decided.payload())).isEqualTo(original);
    assertThat(codec.decode(decided.decided().edited())).isEqualTo(better);
    assertThat(decided.decided().note()).isEqualTo("the discount was missing");
    String record = journal.readStream("inbox/" + item.id(), 0, 9).get(1).body().toString();
    assertThat(record)
        .contains("\"original\":{", "120000", "\"edited\":{", "100000", "the discount was missing");
  }

  @Test
  void an_edit_that_is_not_valid_or_of_another_type_is_refused_and_the_item_stays_open() {
    InboxItem item = opened(gate());
    assertThatThrownBy(() -> inbox.edit(item, new Invoice(" ", -1), "ann"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(item.id())
        .hasMessageContaining("client must not be blank")
        .hasMessageContaining("cents must be greater than 0");
    assertThatThrownBy(() -> inbox.edit(item, new Letter("Dear Sirs"), "ann"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Letter")
        .hasMessageContaining("Invoice");
    assertThatThrownBy(() -> inbox.edit(item, null, "ann"))
        .isInstanceOf(InvalidInputException.class);
    assertThat(inbox.open()).containsExactly(item);
    assertThat(kinds(item)).containsExactly("inbox.opened");
  }

  @Test
  void an_approval_that_no_gate_asks_for_cannot_be_edited() {
    InboxItem item =
        opened(draft(Kind.APPROVAL, "May it send?").payload(codec.encode(new Letter("Hi"))));
    assertThatThrownBy(() -> inbox.edit(item, new Letter("Hello"), "ann"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cannot be edited");
    inbox.approve(item, "ann");
  }

  @ParameterizedTest
  @CsvSource({
    "APPROVAL, approve edit reject",
    "IN_DOUBT, happened did-not-happen",
    "STUCK, retry give-up",
    "DEAD_LETTER, retry give-up"
  })
  void each_kind_of_item_takes_its_verdicts_and_no_others(Kind kind, String taken) {
    List<Verdict> verdicts =
        List.of(
            new Verdict.Approve(),
            new Verdict.Edit(original, ""),
            new Verdict.Reject("no"),
            new Verdict.Happened(new Letter("sent")),
            new Verdict.Happened(null),
            new Verdict.DidNotHappen(),
            new Verdict.Retry(),
            new Verdict.GiveUp("by hand"));
    for (Verdict verdict : verdicts) {
      InboxItem item = opened(draft(kind, "an item").editable(codec.encode(original)));
      String name = Verdicts.name(verdict);
      if (List.of(taken.split(" ", -1)).contains(name)) {
        inbox.decide(item, verdict, "ann");
        assertThat(inbox.find(item.id()).orElseThrow().decided().verdict()).isEqualTo(name);
      } else {
        assertThatThrownBy(() -> inbox.decide(item, verdict, "ann"))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining(name)
            .hasMessageContaining(taken.split(" ", -1)[0]);
      }
    }
  }

  @Test
  void what_an_effect_in_doubt_gave_is_kept_with_the_decision() {
    InboxItem item = opened(draft(Kind.IN_DOUBT, "Was it sent?"));
    inbox.decide(item, new Verdict.Happened(new Letter("sent")), "ann");
    assertThat(codec.decode(inbox.find(item.id()).orElseThrow().decided().edited()))
        .isEqualTo(new Letter("sent"));
  }

  @Test
  void a_decision_counts_once() {
    InboxItem item = opened(gate());
    inbox.reject(item, "too much", "ann");
    assertThatThrownBy(() -> inbox.approve(item, "bob"))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("reject by ann");
    assertThat(inbox.find(item.id()).orElseThrow().decided().note()).isEqualTo("too much");
  }

  @Test
  void a_decision_counts_only_for_the_payload_that_was_seen() {
    InboxItem item = opened(gate());
    InboxItem other =
        opened(draft(Kind.APPROVAL, "x").payload(codec.encode(new Invoice("Brook & Sons", 1))));
    InboxItem stale =
        new InboxItem(
            item.id(),
            item.kind(),
            item.title(),
            other.payload(),
            other.payloadHash(),
            item.ask(),
            0,
            1,
            null,
            null,
            item.created(),
            null,
            State.OPEN,
            null);
    assertThatThrownBy(() -> inbox.approve(stale, "ann"))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("not the one that was seen");
    assertThat(inbox.open()).contains(item);
  }

  @Test
  void a_decision_that_says_too_little_is_refused_with_all_that_is_missing() {
    assertThatThrownBy(() -> inbox.decide(null, null, " "))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("item is null")
        .hasMessageContaining("verdict is null")
        .hasMessageContaining("who decides");
    InboxItem nowhere = opened(gate());
    journal.writeNow(
        new Write(
            List.of(),
            List.of(new RowChange.Delete("inbox", nowhere.id(), RowChange.ANY)),
            List.of()));
    assertThatThrownBy(() -> inbox.approve(nowhere, "ann"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(nowhere.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void a_lapsed_item_cannot_be_decided_nor_a_decided_one_lapse(String kind) {
    on(kind);
    InboxItem item = opened(gate());
    journal.writeNow(inbox.lapse(item.id(), "the run was cancelled").orElseThrow());
    assertThat(inbox.find(item.id()).orElseThrow().state()).isEqualTo(State.LAPSED);
    assertThatThrownBy(() -> inbox.approve(item, "ann"))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("lapsed");
    assertThat(inbox.lapse(item.id(), "again")).isEmpty();
    assertThat(inbox.escalate(item.id(), List.of("board"))).isEmpty();
    assertThat(kinds(item)).containsExactly("inbox.opened", "inbox.lapsed");

    InboxItem next = opened(gate());
    Write late = inbox.lapse(next.id(), "too late").orElseThrow();
    inbox.approve(next, "ann");
    assertThatThrownBy(() -> journal.writeNow(late)).isInstanceOf(WriteRejectedException.class);
    assertThat(inbox.find(next.id()).orElseThrow().state()).isEqualTo(State.DECIDED);
  }

  @Test
  void an_item_past_its_time_cannot_be_decided_even_before_it_was_let_lapse() {
    InboxItem item = opened(gate().expires(world.instant().plusSeconds(60)));
    world.jump(Duration.ofSeconds(60));
    assertThatThrownBy(() -> inbox.approve(item, "ann"))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("it stood until");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void an_escalated_item_is_for_more_people_and_can_be_decided_as_it_was_seen_before(String kind) {
    on(kind);
    InboxItem item = opened(gate());
    journal.writeNow(inbox.escalate(item.id(), List.of("board", "owner")).orElseThrow());
    assertThat(inbox.find(item.id()).orElseThrow().ask()).containsExactly("owner", "board");
    assertThat(inbox.escalate(item.id(), List.of("board"))).isEmpty();
    inbox.approve(item, "ann");
    assertThat(kinds(item)).containsExactly("inbox.opened", "inbox.escalated", "inbox.decided");
  }

  private RowChange.Put waiting(String key, long expected, String group) {
    return new RowChange.Put("waiting", key, expected, group, 0, Json.of("1"));
  }

  private Write only(RowChange change) {
    return new Write(List.of(), List.of(change), List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void what_waits_is_woken_in_the_write_of_the_decision_and_told_when_it_is_durable(String kind) {
    on(kind);
    InboxItem item = opened(gate());
    List<String> told = new ArrayList<>();
    inbox.add(
        new DecisionHook() {
          @Override
          public Write alongside(InboxItem decided) {
            assertThat(journal.row("waiting", "run")).isEmpty();
            assertThat(decided.decided().verdict()).isEqualTo(Verdicts.APPROVE);
            return only(waiting("run", RowChange.ABSENT, "awake"));
          }

          @Override
          public void decided(InboxItem decided) {
            assertThat(inbox.find(decided.id())).contains(decided);
            told.add(decided.id());
            throw new IllegalStateException("a hook that fails does not undo a decision");
          }
        });
    inbox.add(
        new DecisionHook() {
          @Override
          public void decided(InboxItem decided) {
            told.add("second");
          }
        });
    inbox.approve(item, "ann");
    assertThat(journal.row("waiting", "run").orElseThrow().group()).isEqualTo("awake");
    assertThat(told).containsExactly(item.id(), "second");
  }

  @Test
  void a_hook_whose_row_moved_meanwhile_is_asked_again_and_the_decision_counts_once() {
    InboxItem item = opened(gate());
    AtomicInteger asked = new AtomicInteger();
    inbox.add(
        new DecisionHook() {
          @Override
          public Write alongside(InboxItem decided) {
            long version =
                journal.row("waiting", "run").map(row -> row.version()).orElse(RowChange.ABSENT);
            if (asked.incrementAndGet() <= 3) {
              journal.writeNow(only(waiting("run", RowChange.ANY, "moved")));
            }
            return only(waiting("run", version, "awake"));
          }
        });
    inbox.approve(item, "ann");
    assertThat(asked).hasValue(4);
    assertThat(journal.row("waiting", "run").orElseThrow().group()).isEqualTo("awake");
    assertThat(kinds(item)).containsExactly("inbox.opened", "inbox.decided");
  }

  @Test
  void a_decision_that_a_hook_refuses_is_not_taken() {
    InboxItem item = opened(draft(Kind.IN_DOUBT, "Was it sent?"));
    inbox.add(
        new DecisionHook() {
          @Override
          public Write alongside(InboxItem decided) {
            throw new InvalidInputException("outcome", "a Receipt is needed");
          }
        });
    assertThatThrownBy(() -> inbox.decide(item, new Verdict.Happened(original), "ann"))
        .hasMessageContaining("a Receipt is needed");
    assertThat(inbox.open()).containsExactly(item);
  }

  @Test
  void a_hook_whose_row_never_rests_ends_in_a_conflict_that_names_it() {
    InboxItem item = opened(gate());
    inbox.add(
        new DecisionHook() {
          @Override
          public Write alongside(InboxItem decided) {
            return only(waiting("run", 77, "awake"));
          }
        });
    assertThatThrownBy(() -> inbox.approve(item, "ann"))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("waiting/run");
    assertThat(inbox.open()).containsExactly(item);
  }

  @Test
  void of_a_hundred_threads_on_two_journals_of_one_file_exactly_one_decides() throws Exception {
    try (SystemWorld real = new SystemWorld();
        Journal one = SqliteJournal.open(folder.resolve("shared.db"), real);
        Journal two = SqliteJournal.open(folder.resolve("shared.db"), real)) {
      List<JournalInbox> inboxes =
          List.of(new JournalInbox(one, codec, real), new JournalInbox(two, codec, real));
      AtomicInteger woken = new AtomicInteger();
      for (JournalInbox each : inboxes) {
        each.add(
            new DecisionHook() {
              @Override
              public void decided(InboxItem decided) {
                woken.incrementAndGet();
              }
            });
      }
      for (int round = 0; round < 5; round++) {
        journal = one;
        inbox = inboxes.get(0);
        decideByAHundred(inboxes, opened(gate()));
        assertThat(woken).hasValue(round + 1);
      }
    }
  }

  private void decideByAHundred(List<JournalInbox> inboxes, InboxItem item) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(100);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Optional<String>>> decisions = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        JournalInbox mine = inboxes.get(i % 2);
        Verdict verdict = i % 3 == 0 ? new Verdict.Reject("no") : new Verdict.Approve();
        String by = "person " + i;
        decisions.add(
            threads.submit(
                () -> {
                  start.await();
                  try {
                    mine.decide(item, verdict, by);
                    return Optional.of(by);
                  } catch (ConflictException e) {
                    return Optional.empty();
                  }
                }));
      }
      start.countDown();
      List<String> counted = new ArrayList<>();
      for (Future<Optional<String>> decision : decisions) {
        decision.get().ifPresent(counted::add);
      }
      assertThat(counted).hasSize(1);
      for (JournalInbox each : inboxes) {
        assertThat(each.find(item.id()).orElseThrow().decided().by()).isEqualTo(counted.get(0));
      }
      assertThat(kinds(item)).containsExactly("inbox.opened", "inbox.decided");
    } finally {
      threads.shutdownNow();
    }
  }
}
