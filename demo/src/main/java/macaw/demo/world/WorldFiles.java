package macaw.demo.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import macaw.demo.world.World.Dish;
import macaw.demo.world.World.Entry;

/** Reads the world's resource files: one entry a line, {@code name: details}; lines that start with # explain the file. */
final class WorldFiles {
    private WorldFiles() {}

    static List<String> lines(String file) {
        InputStream resource = WorldFiles.class.getResourceAsStream(file);
        if (resource == null) {
            throw new IllegalStateException("resource " + file + " is missing");
        }
        try (var reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(String::strip)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Entry> entries(String file, String separator) {
        return lines(file).stream()
                .map(line -> new Entry(name(line), split(details(line), separator)))
                .toList();
    }

    static List<Dish> dishes(String file) {
        return lines(file).stream()
                .map(line -> {
                    List<String> parts = split(details(line), "\\|");
                    return new Dish(name(line), split(parts.getFirst(), ","), parts.subList(1, parts.size()));
                })
                .toList();
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf(':')).strip();
    }

    private static String details(String line) {
        return line.substring(line.indexOf(':') + 1);
    }

    private static List<String> split(String text, String separator) {
        return Arrays.stream(text.split(separator, -1)).map(String::strip).toList();
    }
}
