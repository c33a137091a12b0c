package dev.aios.core.internal.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.proof.Audit;
import dev.aios.api.proof.Ed25519Key;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.core.internal.ChildProcess;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.SqliteJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed with SIGKILL while it writes and signs, and what its heads are worth.
 */
class TreeKillTest {
  @TempDir private Path dir;

  @Test
  @Timeout(300)
  void every_head_of_a_killed_process_is_one_that_the_journal_goes_on_from() throws Exception {
    killAndLook(5, 20_261_125);
  }

  @Test
  @Tag("torture")
  @Timeout(3600)
  void every_head_is_one_that_the_journal_goes_on_from_after_a_hundred_kills() throws Exception {
    killAndLook(100, 3);
  }

  private void killAndLook(int kills, long seed) throws IOException {
    Path file = dir.resolve("company.db");
    Path keyFile = dir.resolve("journal.key");
    Ed25519Key key = Ed25519Key.generate("studio.example/journal");
    key.write(keyFile);
    SplittableRandom random = new SplittableRandom(seed);
    List<SignedTreeHead> kept = new ArrayList<>();
    for (int kill = 0; kill < kills; kill++) {
      try (ChildProcess child =
          ChildProcess.start(SigningChild.class, file.toString(), keyFile.toString())) {
        int heads = random.nextInt(1, 12);
        for (int i = 0; i < heads; i++) {
          kept.add(head(child.line()));
        }
        LockSupport.parkNanos(random.nextLong(1, 20_000_000));
        child.kill();
      }
      look(file, key, kept);
    }
    assertThat(kept).hasSizeGreaterThan(2 * kills);
  }

  private static SignedTreeHead head(String line) {
    assertThat(line).endsWith(".");
    byte[] text = Base64.getDecoder().decode(line.substring(0, line.length() - 1));
    return SignedTreeHead.parse(new String(text, StandardCharsets.UTF_8));
  }

  private static void look(Path file, Ed25519Key key, List<SignedTreeHead> kept) {
    try (SystemWorld world = new SystemWorld();
        SqliteJournal journal = SqliteJournal.open(file, world)) {
      JournalProofs proofs = new JournalProofs(journal, null);
      Audit audit = proofs.audit(List.of(key.verifyingKey()), kept);
      assertThat(audit.problem()).isNull();
      assertThat(audit.heads()).isGreaterThanOrEqualTo(kept.size());
      for (SignedTreeHead head : kept) {
        assertThat(proofs.consistency(head).isValid(head, key.verifyingKey())).isTrue();
      }
      long last = proofs.head().orElseThrow().size();
      assertThat(proofs.inclusion(last).isValid(key.verifyingKey())).isTrue();
    }
  }
}
