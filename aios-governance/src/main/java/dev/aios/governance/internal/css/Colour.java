package dev.aios.governance.internal.css;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A colour in sRGB.
 *
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 * @param alpha 0 (transparent) to 1
 */
record Colour(double red, double green, double blue, double alpha) {
  static final Colour WHITE = new Colour(255, 255, 255, 1);
  static final Colour BLACK = new Colour(0, 0, 0, 1);
  static final Colour TRANSPARENT = new Colour(0, 0, 0, 0);

  private static final Map<String, Colour> NAMED = named();

  /** The weakest contrast by WCAG 2 (1 to 21) that a person can make out at all. */
  private static final double LEAST_CONTRAST = 1.16;

  /** Colours equally bright but of another hue can be told apart from this distance on. */
  private static final double LEAST_DISTANCE = 40;

  /**
   * Reads a colour.
   *
   * @param value in lower case, for example {@code #fff}, {@code rgb(255 255 255 / 50%)}, {@code
   *     white}
   * @return the colour, or null if it is none, or depends on what is not known here
   */
  static @Nullable Colour parse(String value) {
    if (value.startsWith("#")) {
      return hex(value.substring(1));
    }
    int open = value.indexOf('(');
    if (open > 0 && value.endsWith(")")) {
      return function(value.substring(0, open), value.substring(open + 1, value.length() - 1));
    }
    return NAMED.get(value);
  }

  /** This over a background. */
  Colour over(Colour background) {
    return new Colour(
        mix(red, background.red),
        mix(green, background.green),
        mix(blue, background.blue),
        alpha + background.alpha * (1 - alpha));
  }

  private double mix(double above, double below) {
    return above * alpha + below * (1 - alpha);
  }

  /** Whether text of this colour cannot be made out on an opaque background. */
  boolean vanishesOn(Colour background) {
    Colour seen = over(background);
    double light = Math.max(seen.luminance(), background.luminance());
    double dark = Math.min(seen.luminance(), background.luminance());
    double distance =
        Math.max(
            Math.abs(seen.red - background.red),
            Math.max(
                Math.abs(seen.green - background.green), Math.abs(seen.blue - background.blue)));
    return (light + 0.05) / (dark + 0.05) < LEAST_CONTRAST && distance < LEAST_DISTANCE;
  }

  /** Relative luminance, WCAG 2.2. */
  private double luminance() {
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  private static double linear(double channel) {
    double share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  private static @Nullable Colour hex(String digits) {
    String full = digits;
    if (digits.length() == 3 || digits.length() == 4) {
      StringBuilder doubled = new StringBuilder();
      digits.chars().forEach(c -> doubled.append((char) c).append((char) c));
      full = doubled.toString();
    }
    if (!full.matches("[0-9a-f]{6}|[0-9a-f]{8}")) {
      return null;
    }
    double alpha = full.length() == 8 ? Integer.parseInt(full.substring(6), 16) / 255.0 : 1;
    return rgb(Integer.parseInt(full.substring(0, 6), 16), alpha);
  }

  private static Colour rgb(int rgb, double alpha) {
    return new Colour(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, alpha);
  }

  private static @Nullable Colour function(String name, String arguments) {
    String[] parts = arguments.strip().split("[\\s,/]+", 6);
    if (parts.length < 3 || parts.length > 4) {
      return null;
    }
    OptionalDouble alpha = parts.length == 4 ? Length.share(parts[3]) : OptionalDouble.of(1);
    boolean hsl = name.equals("hsl") || name.equals("hsla");
    OptionalDouble first =
        hsl ? Length.share(parts[0].replace("deg", "")) : Length.pixels(parts[0], 1, 255);
    OptionalDouble second = Length.pixels(parts[1], 1, hsl ? 1 : 255);
    OptionalDouble third = Length.pixels(parts[2], 1, hsl ? 1 : 255);
    if (alpha.isEmpty() || first.isEmpty() || second.isEmpty() || third.isEmpty()) {
      return null;
    }
    double a = clamp(alpha.getAsDouble(), 1);
    if (hsl) {
      return hsl(
          first.getAsDouble(), clamp(second.getAsDouble(), 1), clamp(third.getAsDouble(), 1), a);
    }
    return name.equals("rgb") || name.equals("rgba")
        ? new Colour(
            clamp(first.getAsDouble(), 255),
            clamp(second.getAsDouble(), 255),
            clamp(third.getAsDouble(), 255),
            a)
        : null;
  }

  /** CSS Color 4, section 7.1. */
  private static Colour hsl(double hue, double saturation, double lightness, double alpha) {
    double[] channels = new double[3];
    double[] offsets = {0, 8, 4};
    for (int i = 0; i < 3; i++) {
      double k = ((offsets[i] + hue / 30) % 12 + 12) % 12;
      double chroma = saturation * Math.min(lightness, 1 - lightness);
      channels[i] = 255 * (lightness - chroma * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1)));
    }
    return new Colour(channels[0], channels[1], channels[2], alpha);
  }

  private static double clamp(double value, double most) {
    return Math.max(0, Math.min(most, value));
  }

  private static Map<String, Colour> named() {
    Map<String, Colour> named = new HashMap<>();
    named.put("transparent", TRANSPARENT);
    InputStream file =
        Objects.requireNonNull(Colour.class.getResourceAsStream("colours.txt"), "colours.txt");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        named.put(
            line.substring(0, space), rgb(Integer.parseInt(line.substring(space + 1), 16), 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("colours.txt in the jar of aios-governance", e);
    }
    return Map.copyOf(named);
  }
}
