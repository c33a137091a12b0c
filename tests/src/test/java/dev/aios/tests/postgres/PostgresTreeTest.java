package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.proof.Audit;
import dev.aios.api.proof.Ed25519Key;
import dev.aios.api.proof.InclusionProof;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.api.value.Json;
import dev.aios.core.Aios;
import dev.aios.core.journal.PostgresOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** One tree over the chains of several nodes, which all sign. */
@Timeout(180)
class PostgresTreeTest {
  private static final Ed25519Key KEY = Ed25519Key.generate("studio.example/journal");
  private static final Path PAGE = Path.of("..", "docs", "journal-format.md");

  @TempDir private Path dir;

  private final String schema = Postgres.freshSchema();
  private final List<Aios> open = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Aios node() {
    Aios node =
        Aios.builder()
            .postgres(Postgres.pool(), PostgresOptions.DEFAULTS.schema(schema).readers(2))
            .signedBy(KEY)
            .headEvery(Duration.ofMillis(200), 300)
            .open();
    open.add(node);
    return node;
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    open.forEach(Aios::close);
  }

  /** Writes, some of which are rolled back, so that positions are missing. */
  private static List<SignedTreeHead> work(Aios aios, int writer) {
    Journal journal = aios.journal();
    List<SignedTreeHead> signed = new ArrayList<>();
    for (int n = 0; n < 150; n++) {
      Write.Builder write = Write.builder();
      for (int i = 0; i <= n % 9; i++) {
        write.record(
            new Draft("note.added", "own/" + writer, Json.of("{\"text\":\"Zoë, \\\"n\\\"\"}")));
      }
      long version = journal.row("hot", "row").map(row -> row.version()).orElse(RowChange.ABSENT);
      try {
        journal.writeNow(
            write.row(new RowChange.Put("hot", "row", version, "", 0, Json.of("1"))).build());
      } catch (WriteRejectedException e) {
        journal.writeNow(Write.of(new Draft("note.lost", "lost", Json.of("1"))));
      }
      if (n % 20 == 19) {
        signed.add(aios.proofs().sign());
      }
    }
    return signed;
  }

  private List<SignedTreeHead> workOnThreeNodes() throws Exception {
    List<Future<List<SignedTreeHead>>> working = new ArrayList<>();
    for (int writer = 0; writer < 3; writer++) {
      Aios node = node();
      int number = writer;
      working.add(threads.submit(() -> work(node, number)));
    }
    List<SignedTreeHead> kept = new ArrayList<>();
    for (Future<List<SignedTreeHead>> each : working) {
      kept.addAll(each.get());
    }
    return kept;
  }

  @Test
  void nodes_that_all_write_and_sign_have_one_tree() throws Exception {
    List<SignedTreeHead> kept = workOnThreeNodes();
    Aios aios = open.get(0);
    SignedTreeHead last = aios.proofs().sign();
    assertThat(Postgres.number("SELECT count(*) FROM " + schema + ".chain")).isEqualTo(3);

    Audit audit = aios.proofs().audit(List.of(KEY.verifyingKey()), kept);
    assertThat(audit.problem()).isNull();
    assertThat(audit.heads()).isGreaterThanOrEqualTo(kept.stream().distinct().count());
    for (SignedTreeHead head : kept) {
      assertThat(aios.proofs().consistency(head).isValid(head, KEY.verifyingKey())).isTrue();
    }
    List<JournalRecord> records = aios.journal().read(0, (int) last.size());
    for (int i = 0; i < last.size(); i += 1 + i / 50) {
      InclusionProof proof = aios.proofs().inclusion(records.get(i).position(), last);
      assertThat(proof.isValid(KEY.verifyingKey())).isTrue();
      assertThat(proof.index()).isEqualTo(i);
      assertThat(proof.record().hash()).isEqualTo(records.get(i).hash());
    }
  }

  @Test
  void the_end_of_a_chain_cut_off_with_all_that_names_it_is_found_by_a_head() throws Exception {
    workOnThreeNodes();
    open.forEach(Aios::close);
    open.clear();
    Aios aios = node();
    SignedTreeHead kept = aios.proofs().sign();
    String victim =
        "(SELECT chain FROM %s.record WHERE stream = (SELECT id FROM %s.stream"
            + " WHERE name = 'own/1') LIMIT 1)";
    Postgres.execute(
        ("DELETE FROM %s.record r USING %s.chain c WHERE r.chain = c.id AND r.index = c.index"
                + " AND c.id = "
                + victim)
            .formatted(schema, schema, schema, schema));
    Postgres.execute(
        ("UPDATE %s.chain c SET index = r.index, hash = r.hash FROM %s.record r"
                + " WHERE r.chain = c.id AND r.index = c.index - 1 AND c.id = "
                + victim)
            .formatted(schema, schema, schema, schema));

    assertThat(aios.journal().verify().problem()).as("the chains alone do not show it").isNull();
    assertThat(aios.proofs().audit(List.of(), List.of(kept)).problem()).isNotNull();
  }

  @Test
  void the_printed_verifier_reads_what_psql_gives_it() throws Exception {
    Assumptions.assumeTrue(run(new byte[0], "--version").contains("Python"), "no python3");
    List<SignedTreeHead> kept = workOnThreeNodes();
    open.forEach(Aios::close);
    open.clear();
    for (String name : List.of("tree.py", "ed25519.py", "verify_pg.py")) {
      Files.writeString(dir.resolve(name), printed("<!-- " + name + " -->\n```python\n", "```"));
    }
    String verifier = dir.resolve("verify_pg.py").toString();
    String key =
        Files.writeString(dir.resolve("journal.pub"), KEY.verifyingKey().text()).toString();
    String head =
        Files.writeString(
                dir.resolve("kept.txt"),
                Collections.max(kept, java.util.Comparator.comparingLong(SignedTreeHead::size))
                    .text())
            .toString();

    byte[] records = copied();
    assertThat(run(records, verifier, key, head)).contains("in 3 chains", "signatures too");
    assertThat(run(records, verifier)).contains("signatures not checked");
    String changed = new String(records, StandardCharsets.UTF_8).replaceFirst("Zoë", "Zoe");
    assertThat(run(changed.getBytes(StandardCharsets.UTF_8), verifier)).contains("does not fit");
    String other =
        Files.writeString(
                dir.resolve("other.txt"),
                Files.readString(Path.of(head)).replaceFirst("\n(\\d+)\n", "\n1\n"))
            .toString();
    assertThat(run(records, verifier, other)).contains("the first 1 records are not those");
  }

  private static String printed(String before, String after) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf(before) + before.length();
    assertThat(start).as(before).isGreaterThan(before.length());
    return page.substring(start, page.indexOf(after, start));
  }

  /** What psql's \copy sends: it runs COPY on the server. */
  private byte[] copied() throws Exception {
    String query = printed("\\copy (", ") to stdout csv").replace("aios.", schema + ".");
    try (Connection connection = Postgres.pool().getConnection();
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (" + query + ") TO STDOUT CSV", out);
      return out.toByteArray();
    }
  }

  private static String run(byte[] input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3"));
    Collections.addAll(command, arguments);
    Path given = Files.createTempFile("records", ".csv");
    try {
      Files.write(given, input);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(given.toFile())
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } catch (IOException e) {
      return "";
    } finally {
      Files.delete(given);
    }
  }
}
