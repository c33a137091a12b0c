package dev.aios.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aios.api.journal.Draft;
import dev.aios.api.run.RunState;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Property(tries = 300)
  void a_start_reads_back_as_it_was_written(
      @ForAll @StringLength(max = 60) String key,
      @ForAll @IntRange(min = 1, max = 1000) int version,
      @ForAll boolean dry,
      @ForAll @IntRange(max = 3) int steps) {
    RunEvent.Started started = started(key, version, null, dry, steps);

    assertThat(back(started)).isEqualTo(whole(started));
  }

  @Test
  void the_rare_start_has_the_fields_of_the_common_one_and_its_own() throws IOException {
    var common = fields(started("k", 2, null, false, 1));
    var rare = fields(started("k", 2, "acme", false, 1));

    assertThat(rare).contains("project");
    rare.remove("project");
    assertThat(rare).containsExactlyInAnyOrderElementsOf(common);
  }

  @Property(tries = 300)
  void an_end_reads_back_as_it_was_written(
      @ForAll RunState state, @ForAll String why, @ForAll boolean result) {
    RunEvent.Ended ended = new RunEvent.Ended(state, why, result ? payload() : null, List.of());
    RunEvent.Ended tainted =
        new RunEvent.Ended(state, whole(why), result ? payload() : null, List.of("mail"));

    assertThat(back(ended))
        .isEqualTo(new RunEvent.Ended(state, whole(why), ended.result(), List.of()));
    assertThat(back(tainted)).isEqualTo(tainted);
  }

  @Property(tries = 300)
  void an_outcome_reads_back_as_it_was_written(
      @ForAll @StringLength(max = 40) String node,
      @ForAll @LongRange(min = 0) long nanos,
      @ForAll boolean agent,
      @ForAll @IntRange(max = 3) int steps) {
    Cost cost = new Cost(null, Tokens.of(7), Duration.ofNanos(nanos));
    RunEvent.Completed completed =
        new RunEvent.Completed(
            "step" + whole(node),
            payload(),
            null,
            List.of(),
            List.of(),
            List.of(),
            cost,
            List.of(),
            agent ? "drafter" : null,
            null,
            begins(steps));

    assertThat(back(completed)).isEqualTo(completed);
  }

  private static RunEvent.Started started(
      String key, int version, @Nullable String project, boolean dry, int steps) {
    return new RunEvent.Started(
        "sell",
        version,
        key,
        project,
        List.of(),
        List.of(),
        payload(),
        null,
        null,
        null,
        null,
        dry,
        begins(steps));
  }

  private static RunEvent.Started whole(RunEvent.Started s) {
    return started(whole(s.key()), s.version(), s.project(), s.dry(), s.begins().size());
  }

  /** Half a surrogate pair becomes a question mark. */
  private static String whole(String text) {
    var utf8 = java.nio.charset.StandardCharsets.UTF_8;
    return new String(text.getBytes(utf8), utf8);
  }

  private static List<RunEvent.Begun> begins(int steps) {
    return java.util.stream.IntStream.range(0, steps)
        .mapToObj(i -> new RunEvent.Begun("step \"" + i + "\"", i + 1, List.of()))
        .toList();
  }

  private static Payload payload() {
    return new Payload("Order", 3, Json.of("{\"item\":\"ä\",\"count\":-1}"));
  }

  private static @Nullable RunEvent back(RunEvent event) {
    Draft draft = EventCodec.draft("run/x", event);
    return EventCodec.event(draft.kind(), draft.body(), "run/x");
  }

  private static java.util.List<String> fields(RunEvent event) throws IOException {
    List<String> names = new java.util.ArrayList<>();
    JSON.readTree(EventCodec.draft("run/x", event).body().utf8())
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }
}
