package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity.Kind;
import dev.aios.api.identity.Fact;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.memory.Turn;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.memory.context.ContextRequest;
import dev.aios.memory.context.Contexts;
import dev.aios.memory.context.Fidelity;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.internal.identity.EntityRebuild;
import dev.aios.memory.internal.rows.SessionRow;
import dev.aios.memory.internal.session.TurnLog;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that talks, merges, sums up and erases, and is killed at a random moment of it. */
class ForgettingKillTest {
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final Fidelity SMALL = Fidelity.BALANCED.window(Tokens.of(1_000));
  private static final String SECRET = "Smaragdvogel";

  @TempDir Path folder;

  /** What the killed process does; tells when it begins each part. */
  public static final class Life {
    private Life() {}

    public static void main(String[] arguments) {
      try (Company company =
          new Company(Store.SQLITE, Path.of(arguments[0]), Memory.builder().build())) {
        var entities = company.entities();
        String anna = person(company, "anna");
        String other = person(company, "annette");
        company.sessions().about("chat", Set.of(anna));
        tell('a');
        for (int i = 0; i < 100; i++) {
          company
              .sessions()
              .add(
                  "chat",
                  new Turn("user", SECRET + " sentence " + i + " on the roof.", NOW, Taint.NONE));
          entities.record(
              new Fact(
                  anna, "note" + i % 7, SECRET + i, NOW, null, NOW, "note:" + i, 1, Taint.NONE));
          if (i % 5 == 0) {
            entities.merge(anna, other, "same");
          } else if (i % 5 == 2) {
            entities.unmerge(anna, other, "not the same");
          }
          company
              .aios
              .service(Contexts.class)
              .warm("flow", ContextRequest.of("chat", "").fidelity(SMALL));
          tell('.');
        }
        tell('b');
        company.aios.service(Erasure.class).person(anna);
        tell('c');
      }
    }

    private static String person(Company company, String name) {
      return company
          .entities()
          .resolve(
              Kind.PERSON,
              SECRET + " " + name,
              Set.of(Anchor.mail(name + "@lindenhof.example")),
              "m")
          .id();
    }

    private static void tell(char part) {
      System.out.print(part);
      System.out.flush();
    }
  }

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void whatever_the_moment_rows_and_records_agree_and_an_erasure_that_began_is_finished()
      throws Exception {
    Random random = new Random(5);
    int kills = Integer.getInteger("aios.kills", 4);
    for (int i = 0; i < kills; i++) {
      Path home = Files.createDirectory(folder.resolve("home" + i));
      boolean erasing = i % 2 == 1;
      Path told = Files.createFile(folder.resolve("told" + i + ".txt"));
      Process child =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Life.class.getName(),
                  home.toString())
              .redirectError(new File(folder.toFile(), "error" + i + ".txt"))
              .redirectOutput(told.toFile())
              .start();
      String until = erasing ? "b" : "a";
      while (child.isAlive() && !Files.readString(told).contains(until)) {
        child.waitFor(2, TimeUnit.MILLISECONDS);
      }
      assertThat(Files.readString(told))
          .as(Files.readString(folder.resolve("error" + i + ".txt")))
          .contains(until);
      child.waitFor(random.nextInt(erasing ? 60 : 600), TimeUnit.MILLISECONDS);
      child.destroyForcibly().waitFor();
      look(home, (int) Files.readString(told).chars().filter(one -> one == '.').count());
    }
  }

  private static void look(Path home, int told) throws IOException {
    boolean begun;
    try (Company company = new Company(Store.SQLITE, home, Memory.builder().build())) {
      begun =
          company.journal.readStream("erasure", 0, 10).stream()
              .anyMatch(record -> record.kind().equals("erasure.begun"));
      assertThat(company.journal.verify().ok()).isTrue();
      assertThat(new EntityRebuild(company.journal, company.aios.codec()).run()).isZero();
      for (Row row : company.journal.rows(RowQuery.table("session"))) {
        long turns = company.aios.codec().fromJson(row.body(), SessionRow.class).turns();
        assertThat(company.journal.rows(RowQuery.group("session.turn", row.key())))
            .hasSize((int) turns);
      }
      if (begun) {
        assertThat(company.journal.rows(RowQuery.table("erasure"))).isEmpty();
        assertThat(company.journal.rows(RowQuery.table("session"))).isEmpty();
        assertThat(company.journal.rows(RowQuery.table("derived"))).isEmpty();
      } else {
        assertWhole(company, told);
        company.sessions().add("chat", new Turn("user", "Still here.", NOW, Taint.NONE));
        assertThat(
                company
                    .aios
                    .service(Contexts.class)
                    .assemble(ContextRequest.of("chat", "").fidelity(SMALL))
                    .messages()
                    .toString())
            .contains("Still here.");
        String anna =
            company.entities().find(Anchor.mail("anna@lindenhof.example")).orElseThrow().id();
        company.aios.service(Erasure.class).person(anna);
      }
    }
    try (Company company = new Company(Store.SQLITE, home, Memory.builder().build())) {
      company
          .entities()
          .find(Anchor.mail("annette@lindenhof.example"))
          .ifPresent(left -> company.aios.service(Erasure.class).person(left.id()));
    }
    try (Stream<Path> files = Files.list(home)) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).contains(SECRET))
            .as("%s in %s", SECRET, file)
            .isFalse();
      }
    }
  }

  /** All that was said and recorded is there in its order, and nothing else. */
  private static void assertWhole(Company company, int told) {
    List<String> turns =
        new TurnLog(company.journal, company.aios.codec())
            .turns("chat", 1, 100).stream().map(placed -> placed.row().text()).toList();
    assertThat(turns).hasSizeGreaterThanOrEqualTo(told);
    for (int i = 0; i < turns.size(); i++) {
      assertThat(turns.get(i)).isEqualTo(SECRET + " sentence " + i + " on the roof.");
    }
    List<Integer> facts =
        company
            .entities()
            .history(
                company.entities().find(Anchor.mail("anna@lindenhof.example")).orElseThrow().id())
            .stream()
            .map(fact -> Integer.valueOf(fact.value().substring(SECRET.length())))
            .sorted()
            .toList();
    assertThat(facts)
        .isEqualTo(IntStream.range(0, facts.size()).boxed().toList())
        .hasSizeBetween(told, turns.size());
  }
}
