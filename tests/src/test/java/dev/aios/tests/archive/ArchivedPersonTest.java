package dev.aios.tests.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.run.RunId;
import dev.aios.core.Aios;
import dev.aios.memory.Memory;
import dev.aios.memory.canonical.Canonical;
import dev.aios.memory.erasure.Erased;
import dev.aios.memory.erasure.Erasure;
import dev.aios.testkit.model.HashingEmbedder;
import dev.aios.tests.archive.ArchivingNode.Parcel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a person is found in archive files as well. */
@Timeout(120)
class ArchivedPersonTest {
  @TempDir Path dir;

  @Test
  void an_erasure_and_a_timeline_name_the_archived_runs_that_name_a_person() {
    try (Aios aios =
        ArchivingNode.builder(dir)
            .extension(Memory.builder().embedder(new HashingEmbedder(64)).build())
            .open()) {
      String anna =
          aios.service(Entities.class)
              .resolve(
                  Entity.Kind.PERSON,
                  "Annabella Weberknecht",
                  Set.of(Anchor.mail("annabella@lindenhof.example")),
                  "mail:1")
              .id();
      Parcel hers = new Parcel("for " + anna + ", Annabella Weberknecht", 0);
      aios.start(ArchivingNode.SENDING, hers, "hers").await(Duration.ofMinutes(1));
      aios.start(ArchivingNode.SENDING, new Parcel("x", 0), "other").await(Duration.ofMinutes(1));
      aios.archive().now();
      assertThat(aios.archive().files()).isNotEmpty();
      String stream = "run/" + new RunId("sending", "hers");

      assertThat(aios.service(Canonical.class).timeline(anna))
          .anyMatch(one -> one.kind().equals("run") && one.source().equals(stream));
      Erased erased = aios.service(Erasure.class).person(anna);
      assertThat(erased.elsewhere()).contains(stream).doesNotContain("run/sending/other");
      assertThat(aios.archive().verify().ok()).isTrue();
    }
  }
}
