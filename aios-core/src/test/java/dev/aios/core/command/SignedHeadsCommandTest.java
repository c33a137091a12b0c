package dev.aios.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Write;
import dev.aios.api.proof.Ed25519Key;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.proof.TreeSigner;
import dev.aios.core.journal.SqliteJournal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with heads and proofs, and what a forger cannot. */
class SignedHeadsCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  @TempDir private Path dir;
  private String journal = "";
  private String key = "";
  private String publicKey = "";
  private String kept = "";

  /** A journal that was signed over records 1 to 3 (a head kept), to 6, and at its end. */
  @BeforeEach
  void a_signed_journal_a_public_key_and_a_head_that_was_kept() throws Exception {
    journal = dir.resolve("company.db").toString();
    key = dir.resolve("journal.key").toString();
    assertThat(run("new-key", "studio.example/journal", key)).isZero();
    publicKey = save("journal.pub");
    append(1, 3);
    assertThat(run("head", journal)).isZero();
    kept = save("kept.txt");
    append(4, 2);
    append(6, 3);
  }

  private void append(int from, int count) {
    try (SystemWorld world = new SystemWorld();
        SqliteJournal opened = SqliteJournal.open(Path.of(journal), world)) {
      for (int n = from; n < from + count; n++) {
        opened.writeNow(Write.of(new Draft("noted", "s", Json.of("{\"n\":" + n + "}"))));
      }
      var unused = signer(opened, world).sign();
    }
  }

  private TreeSigner signer(SqliteJournal opened, SystemWorld world) {
    return new TreeSigner(
        opened, world, Ed25519Key.read(Path.of(key)), Duration.ofMinutes(10), 1_000);
  }

  private int run(String... args) {
    out.reset();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Main.run(print, print, args);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String save(String name) throws Exception {
    return Files.writeString(dir.resolve(name), said()).toString();
  }

  @Test
  void a_journal_is_verified_with_the_key_and_the_head_that_was_kept() {
    assertThat(run("verify", journal, "--key", publicKey, "--head", kept)).isZero();
    assertThat(said())
        .contains(
            "11 records verified",
            "3 tree heads verified, the last over 10 records",
            "all signed for studio.example/journal",
            "goes on from the head that was kept, over 3 records");
    assertThat(run("verify", journal)).isZero();
    assertThat(said()).contains("signatures not checked");
  }

  @Test
  void a_record_is_proven_to_somebody_who_has_the_public_key_only() throws Exception {
    assertThat(run("prove", journal, "2")).isZero();
    String proof = save("proof.txt");
    assertThat(run("check", proof, "--key", publicKey)).isZero();
    assertThat(said()).contains("studio.example/journal", "noted s", "{\"n\":2}");
    assertThat(run("prove", journal, "2", "--head", kept)).isZero();
    String older = save("older.txt");
    assertThat(run("check", older, "--key", publicKey, "--head", kept)).isZero();
    assertThat(run("check", proof, "--key", publicKey, "--head", kept)).isEqualTo(1);
    assertThat(said()).contains("another one than that of --head");

    Files.writeString(
        Path.of(proof), Files.readString(Path.of(proof)).replace("index 1", "index 2"));
    assertThat(run("check", proof, "--key", publicKey)).isEqualTo(1);
    assertThat(said()).contains("does not lead from the record to the head");
  }

  @Test
  void that_it_went_on_from_a_head_is_proven_too() throws Exception {
    assertThat(run("prove", journal, "--head", kept)).isZero();
    String proof = save("proof.txt");
    assertThat(run("check", proof, "--key", publicKey, "--head", kept)).isZero();
    assertThat(said()).contains("begins with the 3 records of");
    assertThat(run("check", proof, "--key", publicKey)).isEqualTo(2);
    assertThat(run("head", journal)).isZero();
    String other = save("other.txt");
    assertThat(run("check", proof, "--key", publicKey, "--head", other)).isEqualTo(1);
  }

  @Test
  void another_key_is_told() throws Exception {
    assertThat(run("new-key", "studio.example/journal", dir.resolve("other.key").toString()))
        .isZero();
    String other = save("other.pub");
    assertThat(run("verify", journal, "--key", other)).isEqualTo(1);
    assertThat(said()).contains("the head in record 4", "not signed by a key that was given");
    assertThat(run("prove", journal, "2")).isZero();
    String proof = save("proof.txt");
    assertThat(run("check", proof, "--key", other)).isEqualTo(1);
    assertThat(run("verify", journal, "--key", publicKey, "--key", other)).isZero();
  }

  @Test
  void history_rewritten_with_a_chain_that_fits_is_found_by_the_heads_in_the_journal()
      throws Exception {
    Forger.rewrite(Path.of(journal), "UPDATE record SET body = '{\"n\":99}' WHERE position = 5");
    assertThat(run("verify", journal, "--key", publicKey, "--head", kept)).isEqualTo(1);
    assertThat(said())
        .contains("11 records verified", "the head in record 7", "the first 6 records are not");
    // The head that was kept covers the records before the changed one, which are as they were.
    assertThat(run("prove", journal, "2", "--head", kept)).isZero();
    assertThat(run("prove", journal, "5")).isEqualTo(1);
    assertThat(said()).contains("record 5 does not fit the head");
  }

  @Test
  void history_rewritten_with_its_heads_is_found_by_the_one_kept_elsewhere() throws Exception {
    // The forger starts afresh before the first head, with other heads by a key of his own.
    Forger.rewrite(Path.of(journal), "DELETE FROM record WHERE position > 2");
    Forger.rewrite(Path.of(journal), "DELETE FROM row WHERE tab = 'tree'");
    String honest = key;
    key = dir.resolve("forger.key").toString();
    assertThat(run("new-key", "studio.example/journal", key)).isZero();
    append(7, 9);

    assertThat(run("verify", journal)).isZero();
    assertThat(run("verify", journal, "--key", publicKey)).isEqualTo(1);
    assertThat(run("verify", journal, "--head", kept)).isEqualTo(1);
    assertThat(said()).contains("does not go on from the head that was kept");
    assertThat(run("prove", journal, "--head", kept)).isEqualTo(1);

    key = honest;
    Forger.rewrite(Path.of(journal), "DELETE FROM record WHERE position > 2");
    Forger.rewrite(Path.of(journal), "DELETE FROM row WHERE tab = 'tree'");
    assertThat(run("verify", journal, "--key", publicKey)).isEqualTo(1);
    assertThat(said()).contains("no head is in the journal");
    assertThat(run("verify", journal, "--key", publicKey, "--head", kept)).isEqualTo(1);
    assertThat(said()).contains("covers 3 records, the journal has 2");
  }

  @Test
  void no_head_is_signed_for_a_history_that_was_rewritten() throws Exception {
    Forger.rewrite(Path.of(journal), "UPDATE record SET body = '{\"n\":99}' WHERE position = 5");
    Forger.rewrite(Path.of(journal), "DELETE FROM row WHERE tab = 'tree'");
    assertThatThrownBy(() -> append(20, 1))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("No head is signed");
  }

  @Test
  void what_cannot_be_read_is_named() throws Exception {
    String absent = dir.resolve("absent").toString();
    assertThat(run("verify", journal, "--key", absent)).isEqualTo(2);
    assertThat(said()).contains("--key " + absent, "there is no such file");
    assertThat(run("verify", journal, "--head", publicKey)).isEqualTo(2);
    assertThat(said()).contains("--head " + publicKey, "tree head");
    assertThat(run("verify", journal, "--key", kept)).isEqualTo(2);
    assertThat(run("check", kept, "--key", publicKey)).isEqualTo(2);
    assertThat(run("check", kept)).isEqualTo(2);
    assertThat(run("prove", journal, "4711")).isEqualTo(2);
    assertThat(said()).contains("there is no record 4711");
    assertThat(run("new-key", "studio.example/journal", key)).isEqualTo(2);
    assertThat(said()).contains("never overwritten");
    Path plain = dir.resolve("plain.db");
    try (SystemWorld world = new SystemWorld();
        SqliteJournal opened = SqliteJournal.open(plain, world)) {
      opened.writeNow(Write.of(new Draft("noted", "s", Json.of("1"))));
    }
    assertThat(run("head", plain.toString())).isEqualTo(2);
    assertThat(run("verify", plain.toString())).isZero();
  }
}
