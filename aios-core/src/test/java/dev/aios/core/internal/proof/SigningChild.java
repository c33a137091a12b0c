package dev.aios.core.internal.proof;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Write;
import dev.aios.api.proof.Ed25519Key;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.SqliteJournal;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/**
 * A process that writes and signs until it is killed, and says each head once it is durable: {@code
 * FILE KEY}.
 */
final class SigningChild {
  private SigningChild() {}

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    try (SystemWorld world = new SystemWorld();
        SqliteJournal journal = SqliteJournal.open(Path.of(args[0]), world)) {
      TreeSigner signer =
          new TreeSigner(
              journal, world, Ed25519Key.read(Path.of(args[1])), Duration.ofMinutes(10), 100);
      for (int n = 0; ; n++) {
        Write.Builder write = Write.builder();
        for (int i = 0; i <= n * 37 % 900; i++) {
          write.record(new Draft("noted", "s" + i % 5, Json.of("{\"n\":" + n + "}")));
        }
        journal.writeNow(write.build());
        String head = signer.sign().text();
        out.println(
            Base64.getEncoder().encodeToString(head.getBytes(StandardCharsets.UTF_8)) + ".");
        out.flush();
      }
    }
  }
}
