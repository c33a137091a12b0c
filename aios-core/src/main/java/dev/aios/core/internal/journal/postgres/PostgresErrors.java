package dev.aios.core.internal.journal.postgres;

import dev.aios.api.StorageException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.postgresql.util.PSQLException;

/** Turns what PostgreSQL reports into what a user can act on, by its SQL states. */
final class PostgresErrors {
  private PostgresErrors() {}

  static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }

  /** Whether the same statement may succeed at once: a race or a deadlock was lost. */
  static boolean isRace(SQLException e) {
    String state = state(e);
    return state.equals("AI001") || state.equals("40001") || state.equals("40P01");
  }

  /** Whether a record that was to be archived is not there any more. */
  static boolean isArchived(SQLException e) {
    return state(e).equals("AI003");
  }

  /**
   * Whether the database refused what the statement asked of it: the statement was rolled back, and
   * the connection is as good as before. By the classes of SQL states: data, constraints,
   * resources, limits of the program; and statements that were cancelled.
   */
  static boolean isRefusal(SQLException e) {
    if (!(e instanceof PSQLException said) || said.getServerErrorMessage() == null) {
      return false;
    }
    String state = state(e);
    return isArchived(e)
        || state.startsWith("22")
        || state.startsWith("23")
        || state.startsWith("53")
        || state.startsWith("54")
        || state.equals("57014");
  }

  /** Whether the connection is gone, and what was under way has an outcome nobody was told. */
  static boolean isLost(SQLException e) {
    String state = state(e);
    return state.startsWith("08")
        || state.startsWith("57P")
        || state.equals("AI002")
        || e instanceof SQLTransientConnectionException;
  }

  /**
   * The error for the user.
   *
   * @param doing what was being done, for example {@code "write to"}
   * @param journal which journal
   * @param e what PostgreSQL reported
   */
  static StorageException storage(String doing, String journal, SQLException e) {
    return new StorageException("Could not " + doing + " " + journal + ": " + explained(e), e);
  }

  private static String explained(SQLException e) {
    String state = state(e);
    String said = String.valueOf(e.getMessage());
    if (isLost(e)) {
      return "the connection is lost or the database does not take any ("
          + said
          + "). What was durable stays; whether a write under way was applied is not known. The"
          + " journal goes on by itself once the database is back";
    }
    if (state.startsWith("28")) {
      return "it refuses the user or the password (" + said + "). Correct the URL or pg_hba.conf";
    }
    return switch (state) {
      case "3D000" ->
          "there is no such database (" + said + "). Create it first, or correct the URL";
      case "42501" ->
          "the user lacks a right ("
              + said
              + "). Let the user create the schema, or create it for the user";
      case "53300" ->
          "it takes no more connections ("
              + said
              + "). Raise max_connections or lower the number of readers";
      case "53100" ->
          "its disk is full. Nothing of the write was applied; free some space, the journal goes on"
              + " by itself";
      case "25006" ->
          "it is read-only, a standby perhaps. Nothing was changed; name the primary server";
      case "57014" ->
          "the statement was cancelled (" + said + "). Nothing of it was applied; try again";
      default -> said + (state.isEmpty() ? "" : " [" + state + "]");
    };
  }
}
