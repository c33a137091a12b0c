package dev.aios.testkit.assertion;

import static dev.aios.testkit.assertion.AiosAssertions.assertThat;
import static dev.aios.testkit.assertion.AiosAssertions.assertThatThrownBy;

import dev.aios.api.inbox.Inbox;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.InboxItem.Kind;
import dev.aios.api.inbox.InboxItem.State;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InboxAssertTest {
  private static final Run<String> RUN =
      new ToldRun(RunState.WAITING, List.of("gate"), Optional.empty());
  private static final InboxItem OPEN = item(Kind.APPROVAL, State.OPEN, null);

  private static InboxItem item(Kind kind, State state, InboxItem.Decided decided) {
    return new InboxItem(
        "id-1",
        kind,
        "go on with this?",
        new Payload("Invoice", 1, Json.of("{\"client\":\"acme\"}")),
        "hash",
        List.of("owner", "ada"),
        7,
        0.5,
        RUN.id().toString(),
        "gate",
        ToldRun.START,
        ToldRun.START.plusSeconds(60),
        state,
        decided);
  }

  private static Inbox inbox(InboxItem... open) {
    return new Inbox() {
      @Override
      public List<InboxItem> open() {
        return List.of(open);
      }

      @Override
      public List<InboxItem> list(State state, int limit) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Optional<InboxItem> find(String id) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void decide(InboxItem seen, Verdict verdict, String by) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Test
  void what_holds_passes() {
    assertThat(inbox()).isEmpty().hasOpen(0);
    assertThat(inbox(OPEN)).hasOpen(1).onlyItem().isOpen();
    assertThat(inbox(item(Kind.STUCK, State.OPEN, null), OPEN)).firstOf(Kind.APPROVAL).isOpen();
    assertThat(OPEN)
        .isOpen()
        .isOfKind(Kind.APPROVAL)
        .isFor(RUN, "gate")
        .asks("owner", "ada")
        .hasPriority(7)
        .expires(ToldRun.START.plusSeconds(60))
        .hasTitleContaining("go on")
        .hasPayloadContaining("acme");
    assertThat(item(Kind.APPROVAL, State.LAPSED, null)).hasLapsed();
    assertThat(
            item(
                Kind.APPROVAL,
                State.DECIDED,
                new InboxItem.Decided("approve", "ada", ToldRun.START, "", null)))
        .isDecided("approve", "ada");
  }

  static Stream<Consumer<InboxItemAssert>> what_does_not_hold() {
    return Stream.of(
        item -> item.hasLapsed(),
        item -> item.isDecided("approve", "ada"),
        item -> item.isOfKind(Kind.STUCK),
        item -> item.isFor(RUN, "other"),
        item -> item.asks("owner"),
        item -> item.asks("ada", "owner"),
        item -> item.hasPriority(8),
        item -> item.expires(null),
        item -> item.hasTitleContaining("stop"),
        item -> item.hasPayloadContaining("bcme"));
  }

  @ParameterizedTest
  @MethodSource("what_does_not_hold")
  void what_does_not_hold_fails_and_shows_the_item(Consumer<InboxItemAssert> claim) {
    assertThatThrownBy(() -> claim.accept(assertThat(OPEN)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expected inbox item to ")
        .hasMessageContaining("go on with this?")
        .hasMessageContaining("acme");
  }

  @Test
  void an_item_more_or_less_fails_and_shows_what_is_open() {
    assertThatThrownBy(() -> assertThat(inbox(OPEN)).isEmpty())
        .hasMessageContaining("Expected 0 open inbox items. Open are:")
        .hasMessageContaining("go on with this?");
    assertThatThrownBy(() -> assertThat(inbox()).onlyItem()).hasMessageContaining("None is open");
    assertThatThrownBy(() -> assertThat(inbox(OPEN)).firstOf(Kind.STUCK))
        .hasMessageContaining("Expected an open STUCK");
  }

  @Test
  void a_decision_by_somebody_else_fails() {
    InboxItem decided =
        item(
            Kind.APPROVAL,
            State.DECIDED,
            new InboxItem.Decided("approve", "ada", ToldRun.START, "", null));

    assertThatThrownBy(() -> assertThat(decided).isDecided("approve", "bob"))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat(decided).isDecided("reject", "ada"))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat(decided).isOpen()).isInstanceOf(AssertionError.class);
  }
}
