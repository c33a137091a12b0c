package dev.aios.tests.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL that a test kills and starts again on the same data. */
public final class OwnServer {
  private final Path data;
  private int port;
  private @Nullable EmbeddedPostgres server;

  /** A server that keeps its data there. */
  public OwnServer(Path data) {
    this.data = data;
  }

  /** Starts it; the first time with new data. */
  public void start() throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data.toFile())
            .setCleanDataDirectory(false)
            // After a kill it reads its log first, and a busy machine takes its time.
            .setPGStartupWait(Duration.ofMinutes(2))
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "100");
    if (port > 0) {
      builder.setPort(port);
    }
    EmbeddedPostgres started = builder.start();
    port = started.getPort();
    server = started;
  }

  /** Its URL, the same after each start. */
  public String url() {
    return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
  }

  /** Kills it: no process of it gets the chance to write anything more. */
  public void kill() throws IOException, InterruptedException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    long postmaster = Long.parseLong(Files.readAllLines(file).get(0).strip());
    ProcessHandle.of(postmaster)
        .ifPresent(
            handle -> {
              var all = new java.util.ArrayList<>(handle.descendants().toList());
              all.add(handle);
              all.forEach(ProcessHandle::destroyForcibly);
              all.forEach(each -> each.onExit().join());
            });
    Files.deleteIfExists(file);
    EmbeddedPostgres killed = server;
    server = null;
    if (killed != null) {
      // It finds nobody to stop, and lets go of the folder.
      killed.close();
    }
  }
}
