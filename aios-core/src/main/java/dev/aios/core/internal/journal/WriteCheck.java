package dev.aios.core.internal.journal;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes a write acceptable, whatever the store: found before anything is queued, so that a bad
 * write cannot spoil the others of its group. Immutable.
 */
public final class WriteCheck {
  /** The most characters in a kind, stream, table, key, group or counter name. */
  public static final int MAX_NAME = 4096;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Set in a byte that is not ASCII. */
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private final int maxBody;

  /**
   * A check.
   *
   * @param maxBody the most bytes in one body
   */
  public WriteCheck(int maxBody) {
    this.maxBody = maxBody;
  }

  /**
   * Checks a write.
   *
   * @param write the write, or null by mistake
   * @return null if it is acceptable, else an error with every violation
   */
  public @Nullable InvalidInputException write(@Nullable Write write) {
    if (write == null) {
      return new InvalidInputException("write", "it is null");
    }
    List<String> violations = new ArrayList<>(0);
    check(write, violations);
    return violations.isEmpty() ? null : new InvalidInputException("write", violations);
  }

  private void check(Write write, List<String> violations) {
    if (isMissing(write.records())
        || isMissing(write.rows())
        || isMissing(write.counters())
        || isMissing(write.archived())
        || isMissing(write.ended())) {
      violations.add("a list of it is null, or holds null");
      return;
    }
    if (write.records().isEmpty() && write.rows().isEmpty() && write.counters().isEmpty()) {
      violations.add("it is empty: give it a record, a row or a counter");
    }
    if (!write.archived().isEmpty()) {
      archived(write, violations);
    }
    for (String stream : write.ended()) {
      name("stream that ends", stream, 1, violations);
    }
    for (Draft draft : write.records()) {
      name("kind", draft.kind(), 1, violations);
      name("stream", draft.stream(), 1, violations);
      String problem = body(draft.body());
      if (problem != null) {
        violations.add("record " + draft.kind() + " " + problem);
      }
    }
    for (RowChange change : write.rows()) {
      row(change, violations);
    }
    if (write.rows().size() > 1) {
      distinct(write.rows(), violations);
    }
    for (CounterChange change : write.counters()) {
      name("counter", change.counter(), 1, violations);
    }
  }

  private static void archived(Write write, List<String> violations) {
    if (write.records().isEmpty()) {
      violations.add("it archives records and appends none: append one that says where they are");
    }
    if (new HashSet<>(write.archived()).size() < write.archived().size()) {
      violations.add("it archives a record twice");
    }
  }

  /** What comes from a caller that does not check for null may hold it all the same. */
  private static boolean isMissing(@Nullable List<?> list) {
    if (list == null) {
      return true;
    }
    for (Object element : list) {
      if (element == null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Checks how much is asked for.
   *
   * @param limit the most records wanted
   * @throws InvalidInputException if it is less than 1
   */
  public static void limit(int limit) {
    if (limit < 1) {
      throw new InvalidInputException("read", "limit is " + limit + ", must be 1 or more");
    }
  }

  private void row(RowChange change, List<String> violations) {
    name("table", change.table(), 1, violations);
    name("key", change.key(), 1, violations);
    if (change.expectedVersion() < RowChange.ANY) {
      violations.add(
          "row "
              + subject(change)
              + " expects version "
              + change.expectedVersion()
              + ": give a version, 0 for absent or -1 for any");
    }
    if (change instanceof RowChange.Put put) {
      name("group", put.group(), 0, violations);
      String problem = body(put.body());
      if (problem != null) {
        violations.add("row " + subject(change) + " " + problem);
      }
    } else if (change.expectedVersion() == RowChange.ABSENT) {
      violations.add("row " + subject(change) + " is to be deleted and expected to be absent");
    }
  }

  /**
   * A row as messages name it.
   *
   * @param change the change of the row
   * @return {@code table/key}
   */
  public static String subject(RowChange change) {
    return change.table() + "/" + change.key();
  }

  private static void distinct(List<RowChange> rows, List<String> violations) {
    Set<RowId> seen = new HashSet<>();
    for (RowChange change : rows) {
      if (!seen.add(new RowId(change.table(), change.key()))) {
        violations.add("row " + subject(change) + " is changed twice");
      }
    }
  }

  /** What is wrong with a body, or null. */
  private @Nullable String body(@Nullable Json body) {
    if (body == null || body.utf8().length == 0) {
      return "has no body, or an empty one, which is no JSON";
    }
    byte[] utf8 = body.utf8();
    if (utf8.length > maxBody) {
      return "has a body of "
          + utf8.length
          + " bytes, the most is "
          + maxBody
          + ": keep large content in a file and record its name and hash";
    }
    return isUtf8(utf8) ? null : "has a body that is not valid UTF-8";
  }

  private static boolean isUtf8(byte[] bytes) {
    int i = 0;
    for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
      if (((long) EIGHT_BYTES.get(bytes, i) & HIGH_BITS) != 0) {
        return decodes(bytes);
      }
    }
    for (; i < bytes.length; i++) {
      if (bytes[i] < 0) {
        return decodes(bytes);
      }
    }
    return true;
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static void name(String what, @Nullable String name, int least, List<String> violations) {
    if (name == null) {
      violations.add("a " + what + " is null");
      return;
    }
    int length = name.length();
    if (length < least) {
      violations.add("a " + what + " is empty");
    } else if (length > MAX_NAME) {
      violations.add("a " + what + " has " + length + " characters, the most is " + MAX_NAME);
    }
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        if (c != 0 && i + 1 < length && Character.isSurrogatePair(c, name.charAt(i + 1))) {
          i++;
          continue;
        }
        violations.add("a " + what + " holds a character that cannot be stored, at index " + i);
        return;
      }
    }
  }
}
