package dev.aios.tests.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aios.api.AiosException;
import dev.aios.api.ConflictException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.StorageException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.agent.Tool;
import dev.aios.api.budget.Budget;
import dev.aios.api.effect.Effect;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.memory.Recall;
import dev.aios.api.run.Fork;
import dev.aios.api.run.RunId;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Tokens;
import dev.aios.core.Aios;
import dev.aios.tests.input.Shop.Odd;
import dev.aios.tests.input.Shop.Order;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One bad input a row: what is done, which error it is, and what the error must name. */
class BadInputTest {
  /** What is done wrong. */
  interface Action {
    void at(Shop shop) throws Exception;
  }

  record Bad(String name, Class<? extends AiosException> type, List<String> words, Action action) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Bad> TABLE = new ArrayList<>();

  private static void bad(
      String name, Class<? extends AiosException> type, List<String> words, Action action) {
    TABLE.add(new Bad(name, type, words, action));
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // values of the wrong type on purpose
  private static <T> T cast(Object value) {
    return (T) value;
  }

  private static final Class<InvalidInputException> INVALID = InvalidInputException.class;
  private static final Class<ConflictException> CONFLICT = ConflictException.class;
  private static final Class<NotFoundException> NOT_FOUND = NotFoundException.class;

  static {
    starting();
    keys();
    runs();
    forks();
    files();
    signals();
    inbox();
    events();
    effects();
    values();
    sagas();
  }

  private static void starting() {
    bad(
        "start: no saga",
        INVALID,
        List.of("saga", "null"),
        shop -> shop.aios.start(cast(null), new Order("x", 1), "k"));
    bad(
        "start: no input",
        INVALID,
        List.of("input of saga give", "null"),
        shop -> shop.aios.start(shop.giving, cast(null), "k"));
    bad(
        "start: no options",
        INVALID,
        List.of("options", "null"),
        shop -> shop.aios.start(shop.giving, new Order("x", 1), "k", cast(null)));
    bad(
        "start: input of another type",
        INVALID,
        List.of("input of saga give", "java.lang.String", "Order"),
        shop -> shop.aios.start(cast(shop.giving), (Object) "an order", "k"));
    bad(
        "start: input that breaks two constraints",
        INVALID,
        List.of("input of saga give", "item", "amount"),
        shop -> shop.aios.start(shop.giving, new Order(" ", -1), "k"));
    bad(
        "start: input too large",
        INVALID,
        List.of("Order", "100000"),
        shop -> shop.aios.start(shop.giving, new Order("x".repeat(200_000), 1), "k"));
    bad(
        "start: input without a JSON form",
        INVALID,
        List.of("Thread"),
        shop -> {
          Saga<Odd, Odd> odd = Saga.named("odd", 1, Odd.class).map("same", it -> it).build();
          shop.aios.start(odd, new Odd(Thread.currentThread()), "k");
        });
    bad(
        "start: the key of a run with another input",
        CONFLICT,
        List.of("give/done", "another input", "another key"),
        shop -> shop.aios.start(shop.giving, new Order("lamp", 2), "done"));
    bad(
        "register: nothing",
        INVALID,
        List.of("saga", "null"),
        shop -> shop.aios.register(cast(null)));
    bad(
        "register: another graph under the same version",
        CONFLICT,
        List.of("give v1", "raise the version"),
        shop ->
            shop.aios.register(
                Saga.named("give", 1, Order.class).map("other", order -> order).build()));
    bad(
        "project without a name",
        INVALID,
        List.of("project", "blank"),
        shop -> shop.aios.start(shop.giving, new Order("x", 1), "k", StartOptions.forProject(" ")));
  }

  private static void keys() {
    bad(
        "key: none",
        INVALID,
        List.of("key", "null"),
        shop -> shop.aios.start(shop.giving, new Order("x", 1), cast(null)));
    bad(
        "key: blank",
        INVALID,
        List.of("key", "blank"),
        shop -> shop.aios.start(shop.giving, new Order("x", 1), "  "));
    bad(
        "key: with a line break",
        INVALID,
        List.of("key", "control"),
        shop -> shop.aios.start(shop.giving, new Order("x", 1), "a\nb"));
    bad(
        "key: with a NUL",
        INVALID,
        List.of("key", "control"),
        shop -> shop.aios.start(shop.giving, new Order("x", 1), "a\0b"));
    bad(
        "key: too long",
        INVALID,
        List.of("key", "201", "200"),
        shop -> shop.aios.start(shop.giving, new Order("x", 1), "x".repeat(201)));
    bad(
        "key: no Unicode",
        INVALID,
        List.of("key"),
        shop -> shop.aios.start(shop.giving, new Order("x", 1), "half \ud83d"));
    bad(
        "run id: not of the form saga/key",
        INVALID,
        List.of("'nonsense'", "saga/key"),
        shop -> shop.aios.runs().get(RunId.parse("nonsense")));
    bad(
        "run id: a slash in the saga",
        INVALID,
        List.of("a/b", "slash"),
        shop -> shop.aios.runs().get(new RunId("a/b", "k")));
    bad(
        "run id: nothing",
        INVALID,
        List.of("run id", "null"),
        shop -> shop.aios.runs().get(cast(null)));
  }

  private static void runs() {
    RunId none = new RunId("lend", "1");
    bad("run: of an unknown saga", NOT_FOUND, List.of("lend/1"), s -> s.aios.runs().get(none));
    bad("run: history of none", NOT_FOUND, List.of("lend/1"), s -> s.aios.runs().history(none));
    bad("run: snapshot of none", NOT_FOUND, List.of("lend/1"), s -> s.aios.runs().at(none, 9));
    bad("run: signal to none", NOT_FOUND, List.of("lend/1"), s -> s.aios.signal(none, "paid", 1));
    bad("run: migrate none", NOT_FOUND, List.of("lend/1"), s -> s.aios.runs().migrate(none, 1));
    bad(
        "run: export none",
        NOT_FOUND,
        List.of("lend/1"),
        s -> s.aios.runs().export(none, s.dir.resolve("x")));
    bad(
        "run: snapshot before it began",
        NOT_FOUND,
        List.of("give/done", "begun"),
        s -> s.aios.runs().at(s.done.id(), s.begin() - 1));
    bad(
        "run: a list of none at all",
        INVALID,
        List.of("limit is 0", "1 or more"),
        s -> s.aios.runs().list(null, 0));
    bad(
        "run: migrate to an unknown version",
        CONFLICT,
        List.of("version 7 of saga sell", "register"),
        s -> s.aios.runs().migrate(s.waiting.id(), 7));
    bad(
        "run: migrate one that has ended",
        CONFLICT,
        List.of("give/done", "COMPLETED"),
        s -> s.aios.runs().migrate(s.done.id(), 1));
    bad(
        "run: cancel without a reason",
        INVALID,
        List.of("sell/waits", "reason"),
        s -> s.waiting.cancel(cast(null)));
  }

  private static void forks() {
    bad(
        "fork: of none",
        NOT_FOUND,
        List.of("lend/1"),
        s -> s.aios.runs().fork(Fork.of(new RunId("lend", "1"), 1, "f")));
    bad(
        "fork: before it began",
        NOT_FOUND,
        List.of("give/done", "begun"),
        s -> s.aios.runs().fork(Fork.of(s.done.id(), 0, "f")));
    bad(
        "fork: behind its end",
        INVALID,
        List.of("give/done", "earlier checkpoint"),
        s -> s.aios.runs().fork(Fork.of(s.done.id(), Long.MAX_VALUE, "f")));
    bad(
        "fork: onto a key that is taken",
        CONFLICT,
        List.of("give/done", "another key"),
        s -> s.aios.runs().fork(Fork.of(s.done.id(), s.begin(), "done")));
    bad(
        "fork: with a blank key",
        INVALID,
        List.of("key", "blank"),
        s -> s.aios.runs().fork(Fork.of(s.done.id(), s.begin(), "")));
    bad(
        "fork: with an input of another type",
        INVALID,
        List.of("String", "Order"),
        s -> s.aios.runs().fork(Fork.of(s.done.id(), s.begin(), "f").withValue("text")));
    bad(
        "fork: with an input that is not valid",
        INVALID,
        List.of("amount"),
        s ->
            s.aios.runs().fork(Fork.of(s.done.id(), s.begin(), "f").withValue(new Order("x", -1))));
    bad(
        "fork: with an agent for a step that is not there",
        INVALID,
        List.of("draft", "give"),
        s ->
            s.aios
                .runs()
                .fork(
                    Fork.of(s.done.id(), s.begin(), "f")
                        .withAgent("draft", Agent.of("a", (o, c) -> o))));
  }

  private static Path exported(Shop shop) {
    Path file = shop.dir.resolve("run.jsonl");
    shop.aios.runs().export(shop.done.id(), file);
    return file;
  }

  private static void files() {
    bad(
        "export: onto a file that exists",
        StorageException.class,
        List.of("run.jsonl", "nothing is overwritten"),
        s -> s.aios.runs().export(s.done.id(), exported(s)));
    bad(
        "export: into a folder that is not there",
        StorageException.class,
        List.of("give/done", "nowhere"),
        s -> s.aios.runs().export(s.done.id(), s.dir.resolve("nowhere").resolve("x")));
    bad(
        "export: to no file",
        INVALID,
        List.of("file", "null"),
        s -> s.aios.runs().export(s.done.id(), cast(null)));
    bad(
        "import: of a file that is not there",
        StorageException.class,
        List.of("nothing.jsonl"),
        s -> s.aios.runs().importRun(s.dir.resolve("nothing.jsonl")));
    bad(
        "import: of no file",
        INVALID,
        List.of("file", "null"),
        s -> s.aios.runs().importRun(cast(null)));
    bad(
        "import: of an empty file",
        INVALID,
        List.of("empty.jsonl", "empty"),
        s -> s.aios.runs().importRun(Files.createFile(s.dir.resolve("empty.jsonl"))));
    bad(
        "import: of garbage",
        INVALID,
        List.of("x.jsonl", "line 1", "JSON"),
        s -> s.aios.runs().importRun(Files.writeString(s.dir.resolve("x.jsonl"), "<html>\n")));
    bad(
        "import: of other JSON",
        INVALID,
        List.of("x.jsonl", "line 1", "header"),
        s -> s.aios.runs().importRun(Files.writeString(s.dir.resolve("x.jsonl"), "{}\n")));
    bad(
        "import: of bytes that are no UTF-8",
        INVALID,
        List.of("x.jsonl", "UTF-8"),
        s ->
            s.aios
                .runs()
                .importRun(Files.write(s.dir.resolve("x.jsonl"), new byte[] {(byte) 0xc3, 0x28})));
    bad(
        "import: of a folder",
        StorageException.class,
        List.of("cannot be read"),
        s -> s.aios.runs().importRun(s.dir));
    bad(
        "import: of a file cut off",
        INVALID,
        List.of("run.jsonl", "cut off"),
        s -> {
          Path file = exported(s);
          List<String> lines = Files.readAllLines(file);
          s.aios.runs().importRun(Files.write(file, lines.subList(0, lines.size() - 1)));
        });
    bad(
        "import: of a file that was changed",
        INVALID,
        List.of("run.jsonl", "changed"),
        s -> {
          Path file = exported(s);
          String text = Files.readString(file).replace("\"amount\":1", "\"amount\":9");
          s.aios.runs().importRun(Files.writeString(file, text));
        });
    bad(
        "import: of a run that is here",
        CONFLICT,
        List.of("give/done"),
        s -> s.aios.runs().importRun(exported(s)));
  }

  private static void signals() {
    bad(
        "signal: of a name that is not awaited",
        INVALID,
        List.of("piad", "sell", "no such"),
        s -> s.waiting.signal("piad", 1));
    bad(
        "signal: of another type",
        INVALID,
        List.of("paid", "String", "Integer"),
        s -> s.waiting.signal("paid", "much"));
    bad(
        "signal: of nothing",
        INVALID,
        List.of("paid", "null"),
        s -> s.waiting.signal("paid", cast(null)));
    bad(
        "signal: without a name",
        INVALID,
        List.of("signal", "null"),
        s -> s.waiting.signal(cast(null), 1));
    bad(
        "signal: to a run that has ended",
        CONFLICT,
        List.of("give/done", "COMPLETED"),
        s -> s.done.signal("paid", 1));
    bad(
        "signal: with a blank id",
        INVALID,
        List.of("signal paid", "id", "blank"),
        s -> s.waiting.signal("paid", 1, " "));
    bad(
        "signal: with an id too long",
        INVALID,
        List.of("signal paid", "id", "300", "200"),
        s -> s.waiting.signal("paid", 1, "x".repeat(300)));
  }

  private static InboxItem withHash(InboxItem item, String hash) {
    return new InboxItem(
        item.id(),
        item.kind(),
        item.title(),
        item.payload(),
        hash,
        item.ask(),
        item.priority(),
        item.confidence(),
        item.run(),
        item.node(),
        item.created(),
        item.expires(),
        item.state(),
        item.decided());
  }

  private static void inbox() {
    bad(
        "inbox: a decision about nothing",
        INVALID,
        List.of("decision", "item is null"),
        s -> s.aios.inbox().approve(cast(null), "ann"));
    bad(
        "inbox: no verdict and nobody",
        INVALID,
        List.of("verdict is null", "blank"),
        s -> s.aios.inbox().decide(s.item, cast(null), " "));
    bad(
        "inbox: a payload that was not seen",
        CONFLICT,
        List.of("not the one that was seen"),
        s -> s.aios.inbox().approve(withHash(s.item, "0".repeat(64)), "ann"));
    bad(
        "inbox: a verdict that does not fit",
        INVALID,
        List.of("retry", "APPROVAL", "approve"),
        s -> s.aios.inbox().decide(s.item, new Verdict.Retry(), "ann"));
    bad(
        "inbox: an edit of another type",
        INVALID,
        List.of("String", "Order"),
        s -> s.aios.inbox().edit(s.item, "an order", "ann"));
    bad(
        "inbox: an edit into nothing",
        INVALID,
        List.of("null"),
        s -> s.aios.inbox().edit(s.item, cast(null), "ann"));
    bad(
        "inbox: an edit that is not valid",
        INVALID,
        List.of("amount"),
        s -> s.aios.inbox().edit(s.item, new Order("x", -1), "ann"));
    bad(
        "inbox: a list of none at all",
        INVALID,
        List.of("limit", "0"),
        s -> s.aios.inbox().list(null, 0));
  }

  private static void events() {
    bad(
        "event: nothing",
        INVALID,
        List.of("event", "null"),
        s -> s.aios.events().publish(cast(null)));
    bad(
        "event: without a JSON form",
        INVALID,
        List.of("Thread"),
        s -> s.aios.events().publish(new Odd(Thread.currentThread())));
    bad(
        "event: too large",
        INVALID,
        List.of("100000"),
        s -> s.aios.events().publish(new Order("x".repeat(200_000), 1)));
    bad(
        "event: once, with a blank id",
        INVALID,
        List.of("id", "blank"),
        s -> s.aios.events().publishOnce(new Order("x", 1), "", " "));
    bad(
        "subscription: a name twice",
        CONFLICT,
        List.of("listener"),
        s -> s.aios.events().subscribe(Subscription.of("listener", Order.class, (o, c) -> {})));
    bad(
        "subscription: a blank name",
        INVALID,
        List.of("subscription", "blank"),
        s -> s.aios.events().subscribe(Subscription.of(" ", Order.class, (o, c) -> {})));
    bad(
        "subscription: none",
        INVALID,
        List.of("subscription", "null"),
        s -> s.aios.events().subscribe(cast(null)));
    bad(
        "subscription: position of an unknown one",
        NOT_FOUND,
        List.of("lisener"),
        s -> s.aios.events().position("lisener"));
  }

  private static void effects() {
    bad(
        "effect: none",
        INVALID,
        List.of("effect", "null"),
        s -> s.aios.effects().perform(cast(null)));
    bad(
        "effect: a blank name",
        INVALID,
        List.of("effect", "blank"),
        s -> s.aios.effects().perform(Effect.named(" ", "x").by((r, c) -> r)));
    bad(
        "effect: a timeout of nothing",
        INVALID,
        List.of("effect send", "PT0S"),
        s ->
            s.aios
                .effects()
                .perform(Effect.named("send", "x").timeout(Duration.ZERO).by((r, c) -> r)));
    bad(
        "effect: an outcome without a JSON form",
        EffectFailedException.class,
        List.of("make", "Thread", "happened"),
        s ->
            s.aios
                .effects()
                .perform(Effect.named("make", "x").by((r, c) -> new Odd(Thread.currentThread()))));
    bad(
        "effect: one that always fails",
        EffectFailedException.class,
        List.of("send", "down"),
        s ->
            s.aios
                .effects()
                .perform(
                    Effect.named("send", "x")
                        .by(
                            (r, c) -> {
                              throw new IllegalStateException("down");
                            })));
    bad(
        "service: of an extension that is not there",
        NOT_FOUND,
        List.of("Recall", "install"),
        s -> s.aios.service(Recall.class));
  }

  private static void values() {
    bad("money: no currency", INVALID, List.of("'EURO'", "ISO 4217"), s -> Money.of(1, "EURO"));
    bad("money: null currency", INVALID, List.of("currency", "null"), s -> Money.of(1, cast(null)));
    bad("money: no number", INVALID, List.of("'12,50'", "decimal"), s -> Money.of("12,50", "EUR"));
    bad("money: too fine", INVALID, List.of("six decimals"), s -> Money.of("0.0000001", "EUR"));
    bad("money: too much", INVALID, List.of("money"), s -> Money.of(Long.MAX_VALUE, "EUR"));
    bad(
        "money: two currencies",
        INVALID,
        List.of("EUR", "USD", "convert"),
        s -> Money.of(1, "EUR").plus(Money.of(1, "USD")));
    bad(
        "budget: a negative cap",
        INVALID,
        List.of("budget b", "negative", "EUR"),
        s ->
            new Budget(
                "b",
                Budget.Scope.EVERYTHING,
                Budget.Period.DAY,
                Money.of(-1, "EUR"),
                Budget.Past.DENY));
    bad(
        "budget: a blank name",
        INVALID,
        List.of("budget", "blank"),
        s ->
            new Budget(
                "",
                Budget.Scope.EVERYTHING,
                Budget.Period.DAY,
                Money.of(1, "EUR"),
                Budget.Past.DENY));
    bad("budget: of no agent", INVALID, List.of("AGENT", "name"), s -> Budget.Scope.agent(" "));
    bad("tokens: negative", INVALID, List.of("-1", "negative"), s -> Tokens.of(-1));
    bad(
        "retry: negative attempts and a cap below the base",
        INVALID,
        List.of("attempts is -1", "cap PT1S is below base PT2S"),
        s -> Retry.exponential(-1, Duration.ofSeconds(2), Duration.ofSeconds(1)));
    bad(
        "proposal: confidence above one",
        INVALID,
        List.of("1.5", "0 to 1"),
        s -> Proposal.of("x", 1.5));
    bad("agent: a blank name", INVALID, List.of("agent", "blank"), s -> Agent.of(" ", (o, c) -> o));
    bad(
        "tool: an ill-formed name",
        INVALID,
        List.of("'send mail'"),
        s -> Tool.reading("send mail", "", Order.class, (o, c) -> o));
    bad(
        "codec: an unknown property",
        INVALID,
        List.of("colour"),
        s ->
            s.aios
                .codec()
                .fromJson(Json.of("{\"item\":\"x\",\"amount\":1,\"colour\":1}"), Order.class));
    bad(
        "codec: a missing property",
        INVALID,
        List.of("amount"),
        s -> s.aios.codec().fromJson(Json.of("{\"item\":\"x\"}"), Order.class));
    bad(
        "codec: bytes that are no UTF-8",
        INVALID,
        List.of("Order"),
        s ->
            s.aios
                .codec()
                .fromJson(
                    Json.ofUtf8(
                        "{\"item\":\"\u00e9\",\"amount\":1}".getBytes(StandardCharsets.ISO_8859_1)),
                    Order.class));
    bad(
        "codec: a type that is not there",
        INVALID,
        List.of("com.acme.Gone"),
        s -> s.aios.codec().decode(new Payload("com.acme.Gone", 1, Json.of("{}"))));
  }

  private static void sagas() {
    bad(
        "saga: without a name",
        INVALID,
        List.of("saga", "null"),
        s -> Saga.named(cast(null), 1, Order.class).map("m", o -> o).build());
    bad(
        "saga: without steps",
        INVALID,
        List.of("saga sell", "no steps"),
        s -> Saga.named("sell", 1, Order.class).build());
    bad(
        "saga: duplicate names",
        INVALID,
        List.of("two nodes are named m"),
        s -> Saga.named("sell", 1, Order.class).map("m", o -> o).map("m", o -> o).build());
    bad(
        "saga: a gate with nobody to ask",
        INVALID,
        List.of("gate g", "nobody to ask"),
        s -> Saga.named("sell", 1, Order.class).approve("g").ask().build());
    bad(
        "saga: an undo that nothing reaches",
        INVALID,
        List.of("undo of m", "never reached"),
        s ->
            Saga.named("sell", 1, Order.class)
                .step("m", (Order o) -> o)
                .undo((Order o) -> {})
                .build());
    bad(
        "saga: a negative pause",
        INVALID,
        List.of("sleep nap", "PT-1S"),
        s -> Saga.named("sell", 1, Order.class).sleep("nap", Duration.ofSeconds(-1)).build());
  }

  static Stream<Arguments> everywhere() {
    return TABLE.stream()
        .flatMap(bad -> Stream.of(Arguments.of(bad, true), Arguments.of(bad, false)));
  }

  @ParameterizedTest(name = "{0} (SQLite: {1})")
  @MethodSource("everywhere")
  void is_a_clear_error_and_the_runtime_works_on(Bad bad, boolean sqlite, @TempDir Path dir) {
    var builder = Aios.builder();
    try (Shop shop =
        new Shop(dir, sqlite ? builder.sqlite(dir.resolve("company.db")) : builder.memory())) {
      Throwable thrown = catchThrowable(() -> bad.action().at(shop));

      assertThat(thrown).as(bad.name()).isInstanceOf(bad.type());
      assertThat(thrown.getMessage()).contains(bad.words());
      shop.stillWorks();
    }
  }

  @org.junit.jupiter.api.Test
  void the_table_is_long_and_each_row_has_its_own_name() {
    assertThat(TABLE).hasSizeGreaterThan(90);
    assertThat(TABLE.stream().map(Bad::name).distinct()).hasSameSizeAs(TABLE);
  }
}
