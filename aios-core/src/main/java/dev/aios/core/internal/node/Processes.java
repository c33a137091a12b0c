package dev.aios.core.internal.node;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Looks at processes of this machine. When in doubt, a process counts as alive: its lease then
 * decides.
 *
 * <p>On Linux the start of a process is taken from {@code /proc} in ticks since boot, because it
 * does not move when the clock is set, and the place includes the boot id and the pid namespace,
 * because two containers on one machine have pids of their own. Elsewhere the start is in
 * milliseconds since the epoch, and the place is the host's name with its hardware addresses.
 */
final class Processes {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");

  /** The field "starttime" of {@code /proc/PID/stat}, counted from the one after the name. */
  private static final int START_FIELD = 19;

  private static final long UNKNOWN = -1;

  private static final ProcessRecord SELF = self(ProcessHandle.current());

  private Processes() {}

  /** This process. */
  static ProcessRecord self() {
    return SELF;
  }

  /** Whether it is certain that a process has ended. */
  static boolean isGone(ProcessRecord process) {
    if (!process.place().equals(SELF.place())) {
      return false;
    }
    long start = start(process.pid());
    return start == 0 || (start != UNKNOWN && process.start() != UNKNOWN && differ(start, process));
  }

  private static boolean differ(long start, ProcessRecord process) {
    // Away from Linux a start is computed from the wall clock and may be a little off.
    return isLinux() ? start != process.start() : Math.abs(start - process.start()) > 5_000;
  }

  private static ProcessRecord self(ProcessHandle handle) {
    return new ProcessRecord(place(), handle.pid(), start(handle.pid()));
  }

  /** When a process started, {@link #UNKNOWN} if that cannot be told, 0 if there is none. */
  private static long start(long pid) {
    return isLinux() ? startOnLinux(pid) : startElsewhere(pid);
  }

  private static boolean isLinux() {
    return Files.isReadable(BOOT_ID) && Files.isReadable(Path.of("/proc/self/stat"));
  }

  private static long startOnLinux(long pid) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The name stands in parentheses and may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean ended = fields[0].equals("Z") || fields[0].equals("X");
      return ended ? 0 : Long.parseLong(fields[START_FIELD]);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException | RuntimeException e) {
      // Gone while it was read, or a kernel that hides it: what it is, the next look will tell.
      return UNKNOWN;
    }
  }

  private static long startElsewhere(long pid) {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return handle.isEmpty()
        ? 0
        : handle.get().info().startInstant().map(Instant::toEpochMilli).orElse(UNKNOWN);
  }

  private static String place() {
    // Another user's processes may be hidden from this one, so they are another place.
    String user = System.getProperty("user.name", "?");
    try {
      if (isLinux()) {
        String boot = Files.readString(BOOT_ID).strip();
        return boot + "/" + Files.readSymbolicLink(PID_NAMESPACE) + "/" + user;
      }
      return host() + "/" + user;
    } catch (IOException | RuntimeException e) {
      // A place of its own: nobody else judges this process by its pid.
      return "unknown/" + ProcessHandle.current().pid() + "/" + user;
    }
  }

  private static String host() throws SocketException {
    TreeSet<String> addresses = new TreeSet<>();
    for (NetworkInterface each : List.copyOf(NetworkInterface.networkInterfaces().toList())) {
      byte[] address = each.getHardwareAddress();
      if (address != null) {
        addresses.add(HexFormat.of().formatHex(address));
      }
    }
    if (addresses.isEmpty()) {
      throw new SocketException("No hardware address tells this machine from others");
    }
    return System.getProperty("os.name", "?").toLowerCase(Locale.ROOT) + "/" + addresses;
  }
}
