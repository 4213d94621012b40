package macaw.cycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a service's journal says it has in hand, read from outside: {@code + record} begins, {@code - record} ends, {@code s record deaths}
 * was in hand when the process died.
 *
 * @param file which file it is; a process that starts makes a new one
 * @param records in hand now
 * @param suspects in hand at an earlier death, and not answered yet
 */
record InFlight(Object file, Set<String> records, Set<String> suspects) {
    static InFlight in(Path journal) {
        try {
            Object key =
                    Files.readAttributes(journal, BasicFileAttributes.class).fileKey();
            String text = Files.readString(journal);
            Set<String> records = new HashSet<>();
            Set<String> suspects = new HashSet<>();
            // the last line may not be whole
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                List<String> words = List.of(line.split(" "));
                String record = String.join(" ", words.subList(1, 5));
                switch (words.getFirst()) {
                    case "+" -> records.add(record);
                    case "s" -> suspects.add(record);
                    default -> {
                        records.remove(record);
                        suspects.remove(record);
                    }
                }
            }
            return new InFlight(key, records, suspects);
        } catch (IOException e) {
            throw new AssertionError("no journal at " + journal, e);
        }
    }

    /**
     * Whether the process that came after that death has one of the records in hand that its predecessor died with, or is done with them and has
     * others. Until it has read its predecessor's journal, that is all there is to see.
     */
    boolean goesOnAfter(InFlight death) {
        return !file.equals(death.file)
                && (Collections.disjoint(suspects, death.records)
                        ? records.size() > 1
                        : !Collections.disjoint(records, death.records));
    }

    /** Records in hand that the process has died of before. */
    Set<String> suspectsInHand() {
        return records.stream().filter(suspects::contains).collect(Collectors.toSet());
    }
}
