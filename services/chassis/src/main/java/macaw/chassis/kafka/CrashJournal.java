package macaw.chassis.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A small file that names the records in flight, so that after a death the next process knows them. It is forced to disk before a record is
 * handed over, and only then: a record whose end was not yet written counts as in flight, which costs it a turn alone and nothing more.
 *
 * <p>Lines: {@code + position} begins, {@code - position} ends, {@code s position deaths} was in flight at so many deaths; a position is
 * topic, partition, offset and timestamp (a topic made anew counts its offsets from 0 again). Not thread-safe: the worker's thread owns it.
 */
final class CrashJournal implements AutoCloseable {
    private static final long REWRITE_BYTES = 256 * 1024;
    private static final int MAX_SUSPECTS = 1000;

    private final Path file;
    private final Map<Position, Integer> suspects;
    private final Set<Position> inFlight = new LinkedHashSet<>();
    private FileChannel channel;

    /** Which record. */
    record Position(String topic, int partition, long offset, long timestamp) {
        private String line(char kind) {
            return kind + " " + topic + " " + partition + " " + offset + " " + timestamp;
        }
    }

    private CrashJournal(Path file, Map<Position, Integer> suspects) throws IOException {
        this.file = file;
        this.suspects = suspects;
        this.channel = rewritten();
    }

    /** Opens the journal that an earlier process left, or a new one. */
    static CrashJournal open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return new CrashJournal(
                    file, Files.exists(file) ? suspects(Files.readString(file)) : new LinkedHashMap<>());
        } catch (IOException e) {
            throw new UncheckedIOException("journal " + file, e);
        }
    }

    private static Map<Position, Integer> suspects(String text) {
        var suspects = new LinkedHashMap<Position, Integer>();
        var inFlight = new LinkedHashSet<Position>();
        // What follows the last newline was torn by the death itself.
        int whole = text.lastIndexOf('\n') + 1;
        for (String line : text.substring(0, whole).lines().toList()) {
            String[] words = line.split(" ");
            Optional<Position> position = position(words);
            if (position.isEmpty()) {
                continue;
            }
            switch (words[0]) {
                case "s" -> suspects.put(position.get(), words.length == 6 ? Integer.parseInt(words[5]) : 1);
                case "+" -> inFlight.add(position.get());
                case "-" -> {
                    inFlight.remove(position.get());
                    suspects.remove(position.get());
                }
                default -> {}
            }
        }
        inFlight.forEach(position -> suspects.merge(position, 1, Integer::sum));
        while (suspects.size() > MAX_SUSPECTS) {
            suspects.remove(suspects.keySet().iterator().next());
        }
        return suspects;
    }

    private static Optional<Position> position(String[] words) {
        try {
            return words.length < 5
                    ? Optional.empty()
                    : Optional.of(new Position(
                            words[1], Integer.parseInt(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** At how many deaths the record was in flight. */
    int deaths(Position position) {
        return suspects.getOrDefault(position, 0);
    }

    /** These records are about to be handed over; returns when the disk knows. */
    void begin(Collection<Position> positions) {
        inFlight.addAll(positions);
        write(positions.stream().map(position -> position.line('+')).collect(Collectors.joining("\n", "", "\n")), true);
    }

    /** The record is no longer in flight. */
    void end(Position position) {
        inFlight.remove(position);
        suspects.remove(position);
        write(position.line('-') + "\n", false);
    }

    /** This record is the first of its partition that comes: whatever precedes it was finished, maybe by another process, and is no suspect. */
    void first(Position record) {
        suspects.keySet().stream()
                .filter(suspect -> suspect.topic().equals(record.topic())
                        && suspect.partition() == record.partition()
                        && suspect.offset() < record.offset())
                .toList()
                .forEach(this::end);
    }

    private void write(String lines, boolean force) {
        try {
            channel.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
            if (force) {
                channel.force(false);
            }
            if (channel.size() > REWRITE_BYTES) {
                channel.close();
                channel = rewritten();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("journal " + file, e);
        }
    }

    private FileChannel rewritten() throws IOException {
        var lines = new StringBuilder();
        suspects.forEach((position, deaths) ->
                lines.append(position.line('s')).append(' ').append(deaths).append('\n'));
        inFlight.forEach(position -> lines.append(position.line('+')).append('\n'));
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (var fresh = FileChannel.open(
                partial, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            fresh.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)));
            fresh.force(true);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** An orderly end is no death: what is still in flight is forgotten. */
    @Override
    public void close() {
        try {
            channel.close();
            inFlight.clear();
            rewritten().close();
        } catch (IOException e) {
            throw new UncheckedIOException("journal " + file, e);
        }
    }
}
