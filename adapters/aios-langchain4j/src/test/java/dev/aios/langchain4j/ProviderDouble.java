package dev.aios.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A local HTTP server that answers like a provider, as a test says, and keeps what it was asked.
 */
final class ProviderDouble implements AutoCloseable {
  record Asked(String path, String key, JsonNode body) {}

  private record Reply(int status, String type, List<String> pieces, boolean breaksOff) {}

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  ProviderDouble() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://" + authority();
  }

  String authority() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  List<Asked> asked() {
    return asked;
  }

  ProviderDouble replies(int status, String json) {
    replies.add(new Reply(status, "application/json", List.of(json), false));
    return this;
  }

  /** Server-sent events, each piece flushed on its own. */
  ProviderDouble streams(String... events) {
    replies.add(new Reply(200, "text/event-stream", List.of(events), false));
    return this;
  }

  /** Server-sent events, after which the connection breaks. */
  ProviderDouble breaksOffAfter(String... events) {
    replies.add(new Reply(200, "text/event-stream", List.of(events), true));
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String auth = exchange.getRequestHeaders().getFirst("Authorization");
    String key = auth == null ? exchange.getRequestHeaders().getFirst("x-api-key") : auth;
    asked.add(
        new Asked(
            exchange.getRequestURI().getPath(),
            key,
            MAPPER.readTree(exchange.getRequestBody().readAllBytes())));
    Reply reply = replies.poll();
    if (reply == null) {
      reply =
          new Reply(500, "text/plain", List.of("the script of the double is at its end"), false);
    }
    exchange.getResponseHeaders().add("Content-Type", reply.type());
    exchange.sendResponseHeaders(reply.status(), 0);
    OutputStream out = exchange.getResponseBody();
    for (String piece : reply.pieces()) {
      out.write(piece.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    if (reply.breaksOff()) {
      // The server closes the connection of a handler that fails.
      throw new IOException("breaks off");
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
