package dev.aios.examples.consultancy.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.examples.consultancy.input.Meeting;
import dev.aios.examples.consultancy.output.Diary.Slot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiaryTest {
  private static final Instant TEN = Instant.parse("2026-12-01T10:00:00Z");

  @TempDir Path folder;

  @Test
  void no_time_is_held_twice_and_none_in_a_meeting() {
    Diary diary = new Diary(folder, List.of(meeting(TEN, false), meeting(hour(1), true)));

    List<Slot> first = diary.hold("a", hours(), 2, "a");
    List<Slot> second = diary.hold("b", hours(), 2, "b");

    assertThat(first).extracting(Slot::start).containsExactly(hour(1), hour(2));
    assertThat(second).extracting(Slot::start).containsExactly(hour(3), hour(4));
  }

  @Test
  void the_same_key_holds_the_same_times_also_after_a_restart() {
    List<Slot> first = new Diary(folder, List.of()).hold("a", hours(), 2, "a");

    List<Slot> again = new Diary(folder, List.of()).hold("a", hours().skip(3), 2, "a");

    assertThat(again).isEqualTo(first);
  }

  @Test
  void what_is_released_is_free_again_and_releasing_twice_is_harmless() {
    Diary diary = new Diary(folder, List.of());
    List<Slot> first = diary.hold("a", hours(), 2, "a");

    diary.release("a");
    diary.release("a");

    assertThat(diary.hold("b", hours(), 2, "b")).isEqualTo(first);
  }

  @Test
  void fewer_are_held_where_fewer_are_free() {
    Diary diary = new Diary(folder, List.of());

    assertThat(diary.hold("a", hours().limit(1), 2, "a")).hasSize(1);
    assertThat(diary.hold("b", hours().limit(1), 2, "b")).isEmpty();
  }

  private static Instant hour(int number) {
    return TEN.plus(Duration.ofHours(number));
  }

  private static Stream<Slot> hours() {
    return Stream.iterate(0, i -> i + 1)
        .limit(8)
        .map(i -> new Slot(hour(i), hour(i).plus(Duration.ofMinutes(30))));
  }

  private static Meeting meeting(Instant start, boolean cancelled) {
    return new Meeting(
        "uid",
        "",
        start,
        start.plusSeconds(600),
        false,
        cancelled,
        "",
        "",
        null,
        List.of(),
        "test");
  }
}
