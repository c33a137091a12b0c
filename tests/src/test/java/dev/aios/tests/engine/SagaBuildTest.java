package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aios.api.InvalidInputException;
import dev.aios.api.run.Run;
import dev.aios.api.saga.Flow;
import dev.aios.api.saga.Saga;
import dev.aios.api.saga.SagaBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code build()} refuses, and what the diagrams show. */
class SagaBuildTest {
  private static final Flow<Order, Order> SAME = f -> f.map("same", order -> order);

  private static SagaBuilder<Order, Order> saga() {
    return Saga.named("sell", 1, Order.class);
  }

  private static List<String> faults(SagaBuilder<?, ?> builder) {
    InvalidInputException refused =
        catchThrowableOfType(InvalidInputException.class, builder::build);
    assertThat(refused).as("it is refused").isNotNull();
    assertThat(refused.getMessage()).startsWith("saga ");
    return refused.violations();
  }

  private static void hasOneFault(SagaBuilder<?, ?> builder, String... words) {
    assertThat(faults(builder)).hasSize(1).first().asString().contains(words);
  }

  @Test
  void a_saga_without_steps() {
    hasOneFault(saga(), "no steps");
  }

  @Test
  void names_that_are_ill_formed() {
    hasOneFault(Saga.named("my saga", 1, Order.class).then(SAME), "'my saga'");
    hasOneFault(Saga.named("", 1, Order.class).then(SAME), "''");
    hasOneFault(saga().map("a b", order -> order), "'a b'");
    hasOneFault(saga().map("a#2", order -> order), "'a#2'");
    hasOneFault(saga().map("a~undo", order -> order), "'a~undo'");
    hasOneFault(saga().map("x".repeat(101), order -> order), "1 to 100");
  }

  @Test
  void a_version_below_one() {
    hasOneFault(Saga.named("sell", 0, Order.class).then(SAME), "version is 0");
  }

  @Test
  void duplicate_names_also_across_branches_and_lanes() {
    hasOneFault(saga().then(SAME).then(SAME), "two nodes are named same");
    hasOneFault(
        saga().<Order>branch("b", on -> on.when("x", o -> true, SAME).otherwise(SAME)),
        "two nodes are named same");
    hasOneFault(saga().parallelAll("p", List.of(SAME, SAME)), "two nodes are named same");
  }

  @Test
  void two_cases_of_one_name_and_a_case_behind_otherwise() {
    hasOneFault(
        saga()
            .<Order>branch(
                "b",
                on ->
                    on.when("x", o -> true, f -> f.map("one", o -> o))
                        .when("x", o -> true, f -> f.map("two", o -> o))),
        "two cases named x");
    hasOneFault(
        saga()
            .<Order>branch(
                "b",
                on ->
                    on.when("x", o -> true, f -> f.map("one", o -> o))
                        .otherwise(f -> f.map("two", o -> o))
                        .when("y", o -> true, f -> f.map("three", o -> o))),
        "case y of b",
        "behind otherwise");
  }

  @Test
  void nodes_that_cannot_be_reached() {
    hasOneFault(saga().<Order>fail("stop", o -> "no").then(SAME), "same cannot be reached", "fail");
    hasOneFault(
        saga()
            .<Order>branch(
                "b",
                on ->
                    on.when("x", o -> true, f -> f.<Order>fail("f1", o -> "no"))
                        .otherwise(f -> f.<Order>fail("f2", o -> "no")))
            .then(SAME),
        "same cannot be reached");
    hasOneFault(
        saga()
            .parallelAll("p", List.of(f -> f.<Order>fail("f1", o -> "no"), SAME))
            .map("behind", list -> list),
        "behind cannot be reached");
  }

  @Test
  void a_gate_with_nobody_to_ask() {
    hasOneFault(saga().approve("g").ask(), "gate g has nobody to ask");
    hasOneFault(saga().approve("g").ask(" "), "gate g has nobody to ask");
    hasOneFault(
        saga().approve("g").expiresAfter(Duration.ofDays(1)).escalateTo(""),
        "gate g escalates to nobody");
    hasOneFault(saga().approve("g").escalateTo("bob"), "never expires");
  }

  @Test
  void an_undo_that_nothing_reaches() {
    hasOneFault(
        saga().step("last", (Order order) -> order).undo((Order order) -> {}),
        "undo of last is never reached");
    hasOneFault(
        saga()
            .<Order>branch(
                "b",
                on ->
                    on.when(
                            "x",
                            o -> true,
                            f -> f.step("one", (Order o) -> o).undo((Order o) -> {}))
                        .otherwise(SAME)),
        "undo of one is never reached");
    Saga<Order, Order> child = Saga.named("pack", 1, Order.class).then(SAME).build();
    hasOneFault(
        saga().subSaga("child", child, o -> "k").undo((Order o) -> {}),
        "undo of child is never reached");
  }

  @Test
  void times_that_are_not_positive() {
    hasOneFault(saga().step("s", (Order o) -> o).timeout(Duration.ZERO), "timeout of s is PT0S");
    hasOneFault(saga().approve("g").expiresAfter(Duration.ofSeconds(-1)), "expiry of g is PT-1S");
    hasOneFault(
        saga().await("w", String.class, (Order o, String s) -> o).within(Duration.ZERO),
        "time limit of w is PT0S");
  }

  @Test
  void loops_and_lanes_out_of_range() {
    hasOneFault(saga().repeatUntil("l", o -> true, 0, SAME), "max is 0", "1 to 10000");
    hasOneFault(saga().repeatUntil("l", o -> true, 10_001, SAME), "max is 10001");
    hasOneFault(saga().repeatUntil("l", o -> true, 3, f -> f), "loop l has no steps");
    hasOneFault(saga().parallelAll("p", List.of(SAME)), "needs two lanes, has 1");
    hasOneFault(saga().<Order>parallelAll("p", List.of()), "needs two lanes, has 0");
    hasOneFault(saga().parallelAll("p", List.of(SAME, f -> f)), "lane p.2 has no steps");
  }

  @Test
  void a_map_over_no_steps_or_with_room_for_nobody_is_a_fault() {
    SagaBuilder<Order, Integer> builder =
        Saga.named("sell", 1, Order.class)
            .<Integer, Integer, Integer>mapEach(
                "lines", order -> List.of(), 0, line -> line, (order, results) -> 1);

    assertThat(faults(builder))
        .anyMatch(fault -> fault.contains("lines: at once is 0, must be 1 to 1000"))
        .anyMatch(fault -> fault.contains("lines has no steps"));
  }

  @Test
  void all_faults_are_listed_at_once() {
    List<String> faults =
        faults(
            Saga.named("my saga", 0, Order.class)
                .map("a b", o -> o)
                .approve("g")
                .ask()
                .then(SAME)
                .then(SAME)
                .repeatUntil("l", o -> true, 0, f -> f)
                .step("last", (Order order) -> order)
                .timeout(Duration.ZERO)
                .undo((Order order) -> {}));

    assertThat(faults).hasSize(9);
  }

  @Test
  void a_part_cannot_be_built_on_its_own() {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                saga()
                    .then(
                        f -> {
                          f.map("x", order -> order).build();
                          return f;
                        }));
    assertThat(refused).hasMessageContaining("part");
  }

  private static Saga<Order, Order> all() {
    Saga<Order, Order> child = Saga.named("pack", 1, Order.class).then(SAME).build();
    return saga()
        .step("draft", (Order o) -> o)
        .undo((Order o) -> {})
        .approve("look")
        .ask("ann")
        .<Order>branch(
            "size",
            on ->
                on.when("large", o -> o.amount() > 9, f -> f.map("call", o -> o))
                    .otherwise(f -> f.map("mail", o -> o)))
        .<Order, Order, Order>parallel(
            "both", f -> f.map("left", o -> o), f -> f.map("right", o -> o), (l, r) -> l)
        .repeatUntil("again", o -> true, 3, f -> f.map("turn", o -> o))
        .subSaga("child", child, o -> "k")
        .await("paid", String.class, (Order o, String s) -> o)
        .sleep("nap", Duration.ofSeconds(1))
        .emit("told", o -> o)
        .build();
  }

  @Test
  void the_diagram_draws_every_node_and_every_way() {
    String diagram = all().diagram();

    assertThat(diagram)
        .startsWith("flowchart TD\n")
        .contains(
            "start([\"sell v1\"])",
            "[\"draft\"]",
            "-.->|undo|",
            "{{\"look: ask ann\"}}",
            "{\"size\"}",
            "-->|\"large\"|",
            "-->|\"otherwise\"|",
            "[\"call\"]",
            "[\"mail\"]",
            "-->|\"both.1\"|",
            "-->|\"both.2\"|",
            "{{\"all\"}}",
            "{\"again done?\"}",
            "-->|\"no, at most 3\"|",
            "[[\"child: pack v1\"]]",
            "([\"wait paid\"])",
            "([\"wait nap\"])",
            ">\"emit told\"]",
            "--> done");
    // every edge joins nodes that are drawn
    List<String> drawn =
        diagram
            .lines()
            .map(String::strip)
            .filter(line -> !line.contains("--") && !line.startsWith("class"))
            .map(line -> line.split("[\\[({>]", 2)[0])
            .toList();
    assertThat(diagram.lines().map(String::strip).filter(line -> line.contains("-->")))
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(drawn).contains(line.split(" ", 2)[0]);
              assertThat(drawn).contains(line.substring(line.lastIndexOf(' ') + 1));
            });
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_runs_diagram_shows_where_it_stands(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          saga()
              .then(site.undoable("a"))
              .await("paid", String.class, (Order o, String s) -> o)
              .then(site.failing("bad"))
              .then(site.adding("never", 1))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");
      site.settle();
      assertThat(mark(run, "a")).isEqualTo("done");
      assertThat(mark(run, "wait paid")).isEqualTo("current");
      assertThat(mark(run, "never")).isEmpty();

      run.signal("paid", "yes");
      site.failure(run);
      assertThat(mark(run, "a")).isEqualTo("undone");
      assertThat(mark(run, "wait paid")).isEqualTo("done");
      assertThat(mark(run, "bad")).isEqualTo("failed");
      assertThat(mark(run, "never")).isEmpty();
    }
  }

  private static String mark(Run<?> run, String label) {
    List<String> lines = run.diagram().lines().map(String::strip).toList();
    String id =
        lines.stream()
            .filter(line -> line.contains("\"" + label + "\""))
            .findFirst()
            .orElseThrow()
            .split("[\\[({>]", 2)[0];
    return lines.stream()
        .filter(line -> line.startsWith("class " + id + " "))
        .map(line -> line.substring(("class " + id + " ").length()))
        .findFirst()
        .orElse("");
  }
}
