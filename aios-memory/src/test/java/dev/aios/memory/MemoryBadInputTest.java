package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.AiosException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity.Kind;
import dev.aios.api.identity.Fact;
import dev.aios.api.memory.Turn;
import dev.aios.api.model.Tier;
import dev.aios.api.model.ToolCall;
import dev.aios.api.value.Json;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.memory.canonical.Canonical;
import dev.aios.memory.context.ContextRequest;
import dev.aios.memory.context.Contexts;
import dev.aios.memory.context.Fidelity;
import dev.aios.memory.context.Section;
import dev.aios.memory.context.Share;
import dev.aios.memory.derived.Derived;
import dev.aios.memory.derived.DerivedStore;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.erasure.LegalHold;
import dev.aios.memory.erasure.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each bad input is a clear error or a documented result, nothing is half-stored, and work goes on.
 */
class MemoryBadInputTest {
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final String LONG = "x".repeat(1_001);
  private static final ToolCall CALL = new ToolCall("c", "find", Json.of("{}"));

  @TempDir Path folder;

  private record Bad(
      String what, Consumer<Company> act, Class<? extends AiosException> error, String says) {}

  private static Turn turn(String role, String text) {
    return new Turn(role, text, NOW, Taint.NONE);
  }

  private static Fact fact(
      String of, String property, String source, double confidence, @Nullable Instant to) {
    return new Fact(of, property, "x", NOW, to, NOW, source, confidence, Taint.NONE);
  }

  private static String anna(Company company) {
    return company.entities().find(Anchor.mail("anna@lindenhof.example")).orElseThrow().id();
  }

  private static List<Bad> table() {
    List<Bad> rows = new ArrayList<>();
    Class<InvalidInputException> invalid = InvalidInputException.class;
    Class<NotFoundException> missing = NotFoundException.class;
    rows.add(
        new Bad(
            "session blank", c -> c.sessions().add("", turn("user", "x")), invalid, "id is blank"));
    rows.add(
        new Bad(
            "session too long",
            c -> c.sessions().add(LONG, turn("user", "x")),
            invalid,
            "1001 characters"));
    rows.add(
        new Bad(
            "session with control",
            c -> c.sessions().add("a\u0000", turn("user", "x")),
            invalid,
            "control character"));
    rows.add(
        new Bad(
            "role blank", c -> c.sessions().add("s", turn(" ", "x")), invalid, "role is blank"));
    rows.add(
        new Bad(
            "result that calls",
            c ->
                c.sessions()
                    .add(
                        "s",
                        new Turn(
                            "tool",
                            "x",
                            NOW,
                            Taint.NONE,
                            List.of(CALL),
                            new Turn.Answers("c", "find"))),
            invalid,
            "make it two turns"));
    rows.add(
        new Bad(
            "call without id",
            c ->
                c.sessions()
                    .add(
                        "s",
                        Turn.calling(
                            "", List.of(new ToolCall("", "t", Json.of("{}"))), NOW, Taint.NONE)),
            invalid,
            "a call's id is blank"));
    rows.add(
        new Bad(
            "turn of 2 MB",
            c -> c.sessions().add("s", turn("user", "x".repeat(2_000_000))),
            invalid,
            ""));
    rows.add(
        new Bad(
            "about nobody",
            c -> c.sessions().about("s", Set.of("")),
            invalid,
            "an entity's id is blank"));
    rows.add(
        new Bad(
            "pin blank",
            c -> c.aios.service(Contexts.class).pin("s", "p", " "),
            invalid,
            "the fact is blank"));
    rows.add(
        new Bad(
            "flow blank",
            c -> c.aios.service(Contexts.class).warm("", ContextRequest.of("s", "")),
            invalid,
            "flow's name is blank"));
    rows.add(
        new Bad(
            "question larger than the window",
            c ->
                c.aios
                    .service(Contexts.class)
                    .assemble(ContextRequest.of("s", "word ".repeat(9_000))),
            invalid,
            "Shorten them, or widen the window"));
    rows.add(
        new Bad(
            "entity without anchor",
            c -> c.entities().resolve(Kind.PERSON, "A", Set.of(), "m"),
            invalid,
            "no anchor"));
    rows.add(
        new Bad(
            "fact of nobody",
            c -> c.entities().record(fact("nobody", "p", "m", 1, null)),
            missing,
            "no entity nobody"));
    rows.add(
        new Bad(
            "fact without property",
            c -> c.entities().record(fact(anna(c), "", "m", 1, null)),
            invalid,
            "property is blank"));
    rows.add(
        new Bad(
            "fact without source",
            c -> c.entities().record(fact(anna(c), "p", " ", 1, null)),
            invalid,
            "source is blank"));
    rows.add(
        new Bad(
            "fact surer than sure",
            c -> c.entities().record(fact(anna(c), "p", "m", 1.1, null)),
            invalid,
            "must be 0 to 1"));
    rows.add(
        new Bad(
            "fact that ends first",
            c -> c.entities().record(fact(anna(c), "p", "m", 1, NOW)),
            invalid,
            "not after it begins"));
    rows.add(
        new Bad(
            "merge with nobody",
            c -> c.entities().merge(anna(c), "nobody", "x"),
            missing,
            "nobody"));
    rows.add(
        new Bad(
            "unmerge of one",
            c -> c.entities().unmerge(anna(c), anna(c), "x"),
            missing,
            "not merged with each other"));
    rows.add(
        new Bad(
            "apart from nobody",
            c -> c.entities().setApart(anna(c), "nobody", "x"),
            missing,
            "nobody"));
    rows.add(
        new Bad(
            "erase nobody",
            c -> c.aios.service(Erasure.class).person("nobody"),
            missing,
            "nothing was erased"));
    rows.add(
        new Bad(
            "erase blank session",
            c -> c.aios.service(Erasure.class).session(""),
            invalid,
            "name is blank"));
    rows.add(
        new Bad(
            "hold on nothing",
            c ->
                c.aios
                    .service(Erasure.class)
                    .hold(new LegalHold("h", Set.of(), Set.of(), Set.of(), "")),
            invalid,
            "it holds nothing"));
    rows.add(
        new Bad(
            "rule that is not there",
            c -> c.aios.service(Retention.class).rule(Retention.Kept.FACT, "no"),
            missing,
            "register it first"));
    rows.add(
        new Bad(
            "view before the beginning",
            c -> c.aios.service(Canonical.class).asOf(-1),
            invalid,
            "is negative"));
    rows.add(
        new Bad(
            "timeline of nobody",
            c -> c.aios.service(Canonical.class).timeline("nobody"),
            missing,
            "nobody"));
    rows.add(
        new Bad(
            "derived from nothing",
            c ->
                c.aios
                    .service(DerivedStore.class)
                    .put(new Derived("d", "k", "", Set.of(), NOW, "", Taint.NONE)),
            invalid,
            "of nothing"));
    return rows;
  }

  static Stream<Arguments> rows() {
    return Stream.of(Store.values())
        .flatMap(store -> table().stream().map(bad -> Arguments.of(store, bad.what(), bad)));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("rows")
  void is_a_clear_error_after_which_everything_works(Store store, String what, Object row) {
    Bad bad = (Bad) row;
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      company
          .entities()
          .resolve(Kind.PERSON, "Anna", Set.of(Anchor.mail("anna@lindenhof.example")), "m");
      company.sessions().add("s", turn("user", "before"));
      long head = company.journal.head();

      assertThatThrownBy(() -> bad.act().accept(company))
          .isInstanceOf(bad.error())
          .hasMessageContaining(bad.says());

      assertThat(company.journal.head()).as("nothing is stored").isEqualTo(head);
      company.sessions().add("s", turn("user", "after"));
      assertThat(company.sessions().window("s", Tokens.of(99)).turns())
          .extracting(Turn::text)
          .containsExactly("before", "after");
      assertThat(company.journal.verify().ok()).isTrue();
    }
  }

  @Test
  void odd_input_has_the_documented_result() {
    try (Company company = new Company(Store.SQLITE, folder, Memory.builder().build())) {
      company.sessions().add("s", turn("user", ""));
      company.sessions().add("s", turn("user", "a"));
      company.sessions().add("s", turn("user", "x ".repeat(450_000)));
      company.sessions().add("s", Turn.result(CALL, "a result without its call", NOW, Taint.NONE));
      Contexts contexts = company.aios.service(Contexts.class);
      assertThat(contexts.assemble(ContextRequest.of("s", "")).tokens().count())
          .isLessThanOrEqualTo(6_000);
      Fidelity wide = Fidelity.RICH.window(Tokens.of(10_000_000));
      assertThat(contexts.warm("wide", ContextRequest.of("s", "").fidelity(wide)).tokens().count())
          .as("too large to be kept, and still given")
          .isGreaterThan(400_000);
      assertThat(contexts.assemble(ContextRequest.of("s", "").about(Set.of("nobody"))).entries())
          .noneSatisfy(entry -> assertThat(entry.section()).isEqualTo("cards"));
      assertThat(contexts.summary("nobody", Fidelity.FRUGAL)).isEmpty();
      assertThat(company.sessions().about("nobody")).isEmpty();
      assertThat(company.aios.service(DerivedStore.class).fall("nothing")).isEmpty();
      assertThat(company.aios.service(Erasure.class).source("never:1").counts())
          .containsEntry("passages", 0);
      assertThat(company.aios.service(Retention.class).sweep().passages()).isZero();
    }
  }

  @Test
  void a_dial_that_cannot_be_is_refused_with_every_violation() {
    assertThatThrownBy(
            () ->
                new Fidelity(
                    "odd",
                    Tokens.NONE,
                    -1,
                    Duration.ofSeconds(-1),
                    Tier.INSTANT,
                    Map.of(Section.SYSTEM, new Share(0, 0, 0))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the window is empty")
        .hasMessageContaining("-1 passages")
        .hasMessageContaining("is negative")
        .hasMessageContaining("system takes no share")
        .hasMessageContaining("turns has no share");
    assertThatThrownBy(() -> new Share(1.5, -1, 0)).isInstanceOf(InvalidInputException.class);
  }
}
