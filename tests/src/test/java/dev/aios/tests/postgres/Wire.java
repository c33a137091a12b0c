package dev.aios.tests.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** The connections of one node, which break where a test says. */
final class Wire {
  /** Where a connection breaks. */
  enum Break {
    /** The group does not reach the database. */
    BEFORE_GROUP,
    /** The group is committed, and nobody is told. */
    AFTER_GROUP,
    /** The chain is taken, and nobody is told. */
    AFTER_CLAIM
  }

  /** The breaks to come, one after the other. */
  final Queue<Break> breaks = new ConcurrentLinkedQueue<>();

  /** What connections were asked to do. */
  final Queue<String> asked = new ConcurrentLinkedQueue<>();

  /** Done after the next break, before the node learns of it. */
  volatile Runnable meanwhile = () -> {};

  /** Whether the database takes connections. */
  volatile BooleanSupplier up = () -> true;

  private final PGSimpleDataSource direct = new PGSimpleDataSource();

  Wire(String url) {
    direct.setUrl(url);
  }

  DataSource source() {
    return proxy(
        DataSource.class,
        (self, method, given) -> {
          if (!method.getName().equals("getConnection")) {
            return call(direct, method, given);
          }
          if (!up.getAsBoolean()) {
            throw new SQLException("refused", "08001");
          }
          return connection(direct.getConnection());
        });
  }

  private Connection connection(Connection real) {
    return proxy(
        Connection.class,
        (self, method, given) -> {
          asked.add(given == null ? method.getName() : method.getName() + " " + given[0]);
          Object made = call(real, method, given);
          return made instanceof PreparedStatement statement
              ? statement(real, (String) given[0], statement)
              : made;
        });
  }

  private PreparedStatement statement(Connection on, String sql, PreparedStatement real) {
    return proxy(
        PreparedStatement.class,
        (self, method, given) -> {
          if (!method.getName().startsWith("execute")) {
            return call(real, method, given);
          }
          Break next = breaks.peek();
          boolean here =
              next != null && sql.contains(next == Break.AFTER_CLAIM ? "SET writer" : ".append(");
          Object result = here && next == Break.BEFORE_GROUP ? null : call(real, method, given);
          if (here) {
            breaks.remove();
            cut(on);
            meanwhile.run();
            meanwhile = () -> {};
            throw new SQLException("cut by the test", "08006");
          }
          return result;
        });
  }

  /** Ends the connection, and waits until its process has ended and its locks are free. */
  private static void cut(Connection connection) throws SQLException {
    int pid = connection.unwrap(PGConnection.class).getBackendPID();
    connection.close();
    while (Postgres.number("SELECT count(*) FROM pg_stat_activity WHERE pid = " + pid) > 0) {
      Thread.onSpinWait();
    }
  }

  private static Object call(Object real, java.lang.reflect.Method method, Object[] given)
      throws Throwable {
    try {
      return method.invoke(real, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(Wire.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
