package dev.aios.tests.faults;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Stands between a journal and its database, counts the statements, and lets one of them fail. The
 * beginning and the end of a transaction are statements, too.
 */
final class SqlFault {
  /** What goes wrong. */
  enum Kind {
    /** The statement is not executed. */
    ERROR_BEFORE,
    /** The statement is executed, and its caller is told that it failed. */
    ANSWER_LOST,
    /** This one and the next that write are not executed, then there is room again. */
    DISK_FULL,
    /** Nothing more reaches the database; of the statement itself every second is executed. */
    PROCESS_DIES
  }

  /** How a database fails. */
  interface Database {
    SQLException broken();

    SQLException full();

    /** Whether a statement needs room. */
    boolean writes(String sql);

    /** What the database does with a connection on which it reported {@link #broken}. */
    void breaks(Connection connection) throws SQLException;
  }

  private static final int FULL_FOR = 3;

  private final Database database;
  private final Kind kind;
  private final long at;
  private final List<Connection> made = new ArrayList<>();
  private long seen;
  private int refused;
  private String struck = "";
  private boolean dead;

  /**
   * A fault.
   *
   * @param at which statement fails, from 1
   */
  SqlFault(Database database, Kind kind, long at) {
    this.database = database;
    this.kind = kind;
    this.at = at;
  }

  /** No fault: it only counts. */
  static SqlFault none(Database database) {
    return new SqlFault(database, Kind.ERROR_BEFORE, Long.MAX_VALUE);
  }

  /** How many statements there were. */
  synchronized long seen() {
    return seen;
  }

  /** The statement that failed, empty if none has. */
  synchronized String struck() {
    return struck;
  }

  synchronized boolean isDead() {
    return dead;
  }

  DataSource through(DataSource source) {
    return proxy(
        DataSource.class,
        (self, method, given) -> {
          if (isDead()) {
            throw database.broken();
          }
          Object result = call(source, method, given);
          return result instanceof Connection connection ? through(connection) : result;
        });
  }

  Connection through(Connection real) {
    synchronized (this) {
      made.add(real);
    }
    return proxy(
        Connection.class,
        (self, method, given) -> {
          String name = method.getName();
          boolean ends =
              name.equals("commit")
                  || name.equals("rollback")
                  || (name.equals("setAutoCommit") && real.getAutoCommit() != (Boolean) given[0]);
          Object result =
              ends ? executed(real, name, real, method, given) : call(real, method, given);
          if (result instanceof PreparedStatement statement) {
            return statement(PreparedStatement.class, real, statement, (String) given[0]);
          }
          return result instanceof Statement statement
              ? statement(Statement.class, real, statement, "")
              : result;
        });
  }

  private <T extends Statement> T statement(
      Class<T> type, Connection on, T statement, String prepared) {
    return proxy(
        type,
        (self, method, given) ->
            method.getName().startsWith("execute")
                ? executed(
                    on,
                    given == null || given.length == 0 ? prepared : (String) given[0],
                    statement,
                    method,
                    given)
                : call(statement, method, given));
  }

  private Object executed(Connection on, String sql, Object real, Method method, Object[] given)
      throws Throwable {
    // Told by a thread of its own, at a time of its own: it would make each count another.
    if (sql.contains("pg_notify") && !isDead()) {
      return call(real, method, given);
    }
    if (!fails(sql)) {
      return call(real, method, given);
    }
    if (kind == Kind.DISK_FULL) {
      throw database.full();
    }
    if (kind == Kind.ANSWER_LOST || (kind == Kind.PROCESS_DIES && at % 2 == 0)) {
      call(real, method, given);
    }
    if (kind == Kind.PROCESS_DIES) {
      die();
    } else {
      database.breaks(on);
    }
    throw database.broken();
  }

  private synchronized boolean fails(String sql) throws SQLException {
    if (dead) {
      throw database.broken();
    }
    seen++;
    if (kind == Kind.DISK_FULL) {
      if (seen < at || refused >= FULL_FOR || !database.writes(sql)) {
        return false;
      }
      refused++;
    } else if (seen != at) {
      return false;
    }
    struck = seen + " " + kind + " at " + sql.strip().replaceAll("\\s+", " ");
    return true;
  }

  private synchronized void die() throws SQLException {
    dead = true;
    for (Connection each : made) {
      if (!each.isClosed()) {
        database.breaks(each);
        each.close();
      }
    }
  }

  static boolean begins(String sql, String... words) {
    String first = sql.strip().toLowerCase(Locale.ROOT);
    for (String word : words) {
      if (first.startsWith(word)) {
        return true;
      }
    }
    return false;
  }

  private static Object call(Object real, Method method, Object[] given) throws Throwable {
    try {
      return method.invoke(real, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(SqlFault.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
