package dev.aios.core.internal.codec;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.aios.api.InvalidInputException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says in the words of whoever wrote the JSON what Jackson found wrong with it, and where. */
final class Faults {
  private static final Pattern MISSING =
      Pattern.compile("Missing required creator property '(.*?)'");

  private Faults() {}

  static InvalidInputException invalid(String what, IOException error) {
    return invalid(what, List.of(at(path(error), reason(error))), error);
  }

  static InvalidInputException invalid(String what, List<String> violations, Throwable cause) {
    InvalidInputException invalid = new InvalidInputException(what, violations);
    invalid.initCause(cause);
    return invalid;
  }

  private static String at(String path, String reason) {
    return path.isEmpty() ? reason : path + ": " + reason;
  }

  /** Where it is, for example {@code lines[0].rate}; empty for the whole. */
  private static String path(IOException error) {
    StringBuilder path = new StringBuilder();
    if (error instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference each : mapping.getPath()) {
        if (each.getFieldName() == null) {
          path.append('[').append(Math.max(0, each.getIndex())).append(']');
        } else {
          path.append(path.isEmpty() ? "" : ".").append(each.getFieldName());
        }
      }
    }
    return path.toString();
  }

  private static String reason(IOException error) {
    Throwable root = root(error);
    if (root instanceof UnrecognizedPropertyException) {
      return "is no known property";
    }
    if (root instanceof InvalidNullException) {
      return "must not be null";
    }
    if (root instanceof InvalidTypeIdException typeId) {
      return typeId.getTypeId() == null
          ? "'" + Any.TYPE + "' is missing"
          : Any.TYPE + " '" + typeId.getTypeId() + "' is none of its types";
    }
    if (root instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
      return "'"
          + format.getValue()
          + "' is none of "
          + Arrays.toString(format.getTargetType().getEnumConstants());
    }
    if (root instanceof JsonEOFException) {
      return "the JSON ends too early";
    }
    if (root instanceof JsonParseException parse) {
      return "is no JSON: "
          + parse.getOriginalMessage()
          + " at line "
          + parse.getLocation().getLineNr()
          + ", column "
          + parse.getLocation().getColumnNr();
    }
    if (root instanceof JsonProcessingException processing) {
      return ofJackson(processing, processing.getOriginalMessage());
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private static String ofJackson(JsonProcessingException error, String message) {
    Matcher missing = MISSING.matcher(message);
    if (missing.find()) {
      return "'" + missing.group(1) + "' is missing";
    }
    if (message.startsWith("Trailing token")) {
      return "there is text after the end of the JSON";
    }
    if (message.startsWith("No content to map")) {
      return "there is no JSON: the text is empty";
    }
    boolean generated =
        message.startsWith("Cannot deserialize")
            || message.startsWith("Cannot construct")
            || message.startsWith("Cannot coerce")
            || message.startsWith("Cannot map");
    if (generated && error instanceof MismatchedInputException mismatch) {
      Class<?> type = mismatch.getTargetType();
      String wanted = type == null ? "of another type" : wanted(type);
      return mismatch instanceof InvalidFormatException format
          ? "must be " + wanted + ", not '" + format.getValue() + "'"
          : "must be " + wanted;
    }
    return message;
  }

  private static String wanted(Class<?> type) {
    if (type.isRecord() || Map.class.isAssignableFrom(type) || type.isSealed()) {
      return "an object";
    }
    if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "an array";
    }
    if (type == String.class || type.isEnum()) {
      return "a string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (SchemaScalars.isWhole(type)) {
      return "a whole number";
    }
    return type.isPrimitive() || Number.class.isAssignableFrom(type)
        ? "a number"
        : "a valid " + type.getSimpleName();
  }

  /** What was thrown first: a record's own check, for example. */
  private static Throwable root(IOException error) {
    Throwable root = error;
    @Nullable Throwable cause = error.getCause();
    while (cause != null && cause != root) {
      root = cause;
      cause = root.getCause();
    }
    // A number format's or a parser's own words tell less than Jackson's around them.
    return root != error
            && (root instanceof IllegalArgumentException
                || root instanceof java.time.DateTimeException)
            && error instanceof InvalidFormatException
        ? error
        : root;
  }
}
