package dev.aios.memory.internal.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.memory.Turn;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.memory.TokenCounters;
import dev.aios.memory.context.Summariser.Older;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ExtractTest {
  private static Turn said(String text) {
    return new Turn("user", text, Instant.EPOCH, Taint.NONE);
  }

  private static String extract(String before, List<Turn> turns, int most) {
    return new Extract(TokenCounters.estimate(), new Older("k", before, turns, 7, Tokens.of(most)))
        .summary();
  }

  @Test
  void amounts_and_what_was_talked_about_stay_and_small_talk_goes() {
    String summary =
        extract(
            "",
            List.of(
                said("Hello there. The copper roof costs 12,400 euros."),
                said("Nice weather. The copper roof is due on 12 December."),
                said("Well well. Thanks a lot.")),
            40);

    assertThat(summary)
        .contains("[7] user: The copper roof costs 12,400 euros.")
        .contains("[8] user: The copper roof is due on 12 December.")
        .doesNotContain("Thanks");
  }

  @Test
  void one_thing_said_over_and_over_does_not_drive_out_the_rest() {
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      turns.add(said("The copper roof is beautiful."));
    }
    turns.add(said("The cellar floods every spring."));

    assertThat(extract("", turns, 60)).contains("cellar floods");
  }

  @Test
  void what_was_in_the_summary_before_can_stay_and_the_limit_holds() {
    String summary =
        extract("[1] user: The garden wall costs 900 euros.", List.of(said("Fine.")), 30);

    assertThat(summary).startsWith("[1] user: The garden wall costs 900 euros.");
    assertThat(extract("", List.of(said("A long sentence that does not fit at all.")), 3))
        .isEmpty();
    assertThat(extract("", List.of(), 30)).isEmpty();
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void ten_thousand_turns_are_no_matter_of_minutes() {
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      turns.add(
          said("On day " + i + " house " + i % 37 + " got a roof. It cost " + i * 10 + " euros."));
    }

    assertThat(extract("", turns, 2_000).lines().count()).isGreaterThan(20);
  }
}
