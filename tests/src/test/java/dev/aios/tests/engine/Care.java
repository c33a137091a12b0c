package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.effect.Effect;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import dev.aios.core.Aios;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Work about somebody that leaves words in whatever a run leaves anything in: its input, outcomes,
 * effects, failures, an item, a verdict, a signal, an event, what is made of that, another run.
 */
final class Care {
  /** What is known of somebody when the work begins. */
  record Case(String whom, String word) {}

  /** What is told of it. */
  record Told(String word) {}

  /** Each stands in one place, and all are found nowhere once the run is erased. */
  static final List<String> WORDS =
      List.of(
          "Quittengelee",
          "Effektklee",
          "Fehlmutter",
          "Ergebnisrose",
          "Notizkraut",
          "Urteilsmoos",
          "Signaldistel",
          "Ereignislilie",
          "Kindernelke");

  /** What a subscriber was told. */
  final List<String> heard = new CopyOnWriteArrayList<>();

  /** Whom it was told that it was about. */
  final List<Set<String>> whom = new CopyOnWriteArrayList<>();

  private final AtomicInteger failures = new AtomicInteger();

  final Saga<Case, Case> child =
      Saga.named("child", 1, Case.class)
          .step("note", (Case of) -> new Case(of.whom(), of.word() + " Kindernelke"))
          .build();

  final Saga<Case, Case> saga =
      Saga.named("care", 1, Case.class)
          .about(of -> List.of(of.whom().split(",")))
          .step("ask", Agent.<Case, Case>of("asker", this::ask))
          .approve("may-i")
          .await("word", Told.class, (Case of, Told told) -> new Case(of.whom(), told.word()))
          .emit("tell", of -> new Told("Ereignislilie"))
          .subSaga("more", child, of -> "of/" + of.whom())
          .build();

  private Case ask(Case of, AgentContext context) {
    Told told =
        context
            .effects()
            .perform(
                Effect.named("look", of.word())
                    .idempotent()
                    .retry(Retry.exponential(3))
                    .by((word, call) -> look()));
    return new Case(of.whom(), told.word() + " Ergebnisrose");
  }

  private Told look() {
    if (failures.getAndIncrement() == 0) {
      throw new IllegalStateException("no Fehlmutter today");
    }
    return new Told("Effektklee");
  }

  /** Hears what is told. */
  Subscription<Told> listener() {
    return Subscription.of(
        "listener",
        Told.class,
        (told, context) -> {
          heard.add(told.word());
          whom.add(context.about());
        });
  }

  Run<Case> start(Aios aios, String whom, String key) {
    return aios.start(saga, new Case(whom, "Quittengelee"), key);
  }

  /** Takes a run to its end. */
  void toItsEnd(Site site, Run<Case> run) {
    String whom = untilAsked(site, run);
    site.settle();
    run.signal("word", new Told("Signaldistel"));
    site.world().advanceUntil(() -> run.status().state().isFinal(), Site.SOON);
    site.settle();
    assertThat(run.status().state()).as(whom).isEqualTo(RunState.COMPLETED);
  }

  /** Takes a run to where it waits for the signal, and tells whom it is about. */
  String untilAsked(Site site, Run<Case> run) {
    String id = run.id().toString();
    site.world()
        .advanceUntil(
            () -> site.aios().inbox().open().stream().anyMatch(one -> id.equals(one.run())),
            Site.SOON);
    InboxItem item =
        site.aios().inbox().open().stream()
            .filter(one -> id.equals(one.run()))
            .findFirst()
            .orElseThrow();
    String whom =
        ((Case) site.aios().codec().decode(java.util.Objects.requireNonNull(item.payload())))
            .whom();
    site.aios()
        .inbox()
        .decide(item, new Verdict.Edit(new Case(whom, "Urteilsmoos"), "Notizkraut"), "owner");
    site.settle();
    return whom;
  }

  /** The words that stand in files, as bytes. */
  static Set<String> found(Path folder) throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (file.toString().endsWith(".gz")) {
          try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            bytes = plain.readAllBytes();
          }
        }
        found.addAll(in(new String(bytes, StandardCharsets.ISO_8859_1)));
      }
    }
    return found;
  }

  static List<String> in(String text) {
    return WORDS.stream().filter(text::contains).toList();
  }
}
