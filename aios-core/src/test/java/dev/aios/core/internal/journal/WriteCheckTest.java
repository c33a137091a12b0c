package dev.aios.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Null where none may be. The rest of what makes no sense is in the conformance kit. */
class WriteCheckTest {
  private final WriteCheck check = new WriteCheck(1000);

  static Stream<Arguments> nulls() {
    return Stream.of(
        Arguments.of("write", null),
        Arguments.of("records", new Write(null, List.of(), List.of())),
        Arguments.of("rows", new Write(List.of(), null, List.of())),
        Arguments.of("counters", new Write(List.of(), List.of(), null)),
        Arguments.of("a record", new Write(Collections.singletonList(null), List.of(), List.of())),
        Arguments.of("a row among others", rows(put("t", "k", "g", Json.NULL), null)),
        Arguments.of("body of a record", Write.of(new Draft("k", "s", null))),
        Arguments.of("table", rows(put(null, "k", "g", Json.NULL))),
        Arguments.of("key", rows(put("t", null, "g", Json.NULL))),
        Arguments.of("group", rows(put("t", "k", null, Json.NULL))),
        Arguments.of("body of a row", rows(put("t", "k", "g", null))),
        Arguments.of("key to delete", rows(new RowChange.Delete("t", null, 1))),
        Arguments.of(
            "counter", new Write(List.of(), List.of(), List.of(CounterChange.add(null, 1)))));
  }

  private static Write rows(RowChange... changes) {
    return new Write(List.of(), Arrays.asList(changes), List.of());
  }

  private static RowChange put(String table, String key, String group, Json body) {
    return new RowChange.Put(table, key, RowChange.ANY, group, 0, body);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nulls")
  void null_is_refused_with_a_message(String where, Write write) {
    InvalidInputException refusal = check.write(write);
    assertThat(refusal).as(where).isNotNull();
    assertThat(refusal.violations()).hasSize(1);
    assertThat(refusal.violations().get(0)).containsAnyOf("null", "no body");
  }

  @Test
  void text_in_any_script_is_fine() {
    Write write = Write.of(new Draft("ß", "クライアント/🚀", Json.of("\"né\"")));
    assertThat(check.write(write)).isNull();
  }
}
