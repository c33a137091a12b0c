package dev.aios.examples.consultancy;

import ai.onnxruntime.OrtEnvironment;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The program as a child process. The class path is packed into jars once, so that the JVM can
 * share what it has loaded between runs and starts in half the time; native libraries are unpacked
 * once, so that no killed process leaves its copy behind.
 */
final class Program {
  private static final List<String> FAST =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-XX:-UsePerfData");

  private final String classPath;
  private final Path archive;
  private final List<String> folders;

  Program(Path temp) {
    this.classPath = packed(temp);
    this.archive = temp.resolve("classes.jsa");
    try {
      this.folders =
          List.of(
              "-Djava.io.tmpdir=" + Files.createDirectory(temp.resolve("tmp")),
              "-Donnxruntime.native.path=" + natives(temp.resolve("natives")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The libraries of the embedding model for this machine, as its jar holds them. */
  private static Path natives(Path folder) throws IOException {
    Files.createDirectory(folder);
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x64";
    for (String library : List.of("onnxruntime", "onnxruntime4j_jni")) {
      String name = System.mapLibraryName(library);
      String resource = "/ai/onnxruntime/native/" + system + "-" + machine + "/" + name;
      try (InputStream in = OrtEnvironment.class.getResourceAsStream(resource)) {
        // Where the jar has none for this machine, the program says so better than this can.
        if (in != null) {
          Files.copy(in, folder.resolve(name));
        }
      }
    }
    return folder;
  }

  /** A run; its output is read as it comes. */
  static final class Child {
    final Process process;
    final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private String phase = "start";

    private Child(List<String> command) {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      Map<String, String> environment = builder.environment();
      List.of("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OLLAMA_HOST").forEach(environment::remove);
      try {
        process = builder.start();
        process.getOutputStream().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      reader = new Thread(this::read, "output of child " + process.pid());
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          note(line);
        }
      } catch (IOException e) {
        // The child was killed in the middle of a line.
      }
      synchronized (this) {
        notifyAll();
      }
    }

    private synchronized void note(String line) {
      lines.add(line);
      int mark = line.indexOf("] == ");
      if (mark > 0) {
        phase = line.substring(mark + 5);
        notifyAll();
      }
    }

    synchronized String phase() {
      return phase;
    }

    synchronized String output() {
      return String.join("\n", lines);
    }

    /** Waits until it has reached a phase; false if it ended before. */
    synchronized boolean reaches(String wanted) throws InterruptedException {
      while (!phase.equals(wanted) && process.isAlive()) {
        wait(20);
      }
      return process.isAlive();
    }

    /** Waits for its end, and gives its exit status. */
    int end() throws InterruptedException {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("it did not end in five minutes:\n" + output());
      }
      reader.join(10_000);
      return process.exitValue();
    }

    /** SIGKILL: no hook runs, nothing is flushed. */
    void kill() throws InterruptedException {
      process.destroyForcibly();
      end();
    }
  }

  /** Starts it. */
  Child start(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FAST);
    command.addAll(folders);
    command.add("-Xshare:auto");
    command.add(
        Files.exists(archive)
            ? "-XX:SharedArchiveFile=" + archive
            : "-XX:ArchiveClassesAtExit=" + archive);
    command.addAll(List.of("-cp", classPath, Consultancy.class.getName()));
    command.addAll(List.of(args));
    return new Child(command);
  }

  private static String packed(Path temp) {
    List<String> parts = new ArrayList<>();
    // Surefire hides the class path in a jar of its own, and tells it here.
    String tests =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String part : tests.split(File.pathSeparator, -1)) {
      Path path = Path.of(part);
      boolean needed = !part.contains("test-classes") && !part.contains("surefire");
      if (Files.isDirectory(path) && needed) {
        Path jar = temp.resolve("part-" + parts.size() + ".jar");
        pack(path, jar);
        parts.add(jar.toString());
      } else if (Files.isRegularFile(path) && needed) {
        parts.add(part);
      }
    }
    return String.join(File.pathSeparator, parts);
  }

  private static void pack(Path directory, Path jar) {
    try (Stream<Path> files = Files.walk(directory);
        OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(
            new ZipEntry(directory.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
