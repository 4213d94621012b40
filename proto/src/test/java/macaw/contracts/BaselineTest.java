package macaw.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the contracts with those of the last release, {@code proto/baseline/v1.txt}: what was on the wire keeps its number, name and
 * type, or its number is reserved. At a release {@code -Dmacaw.baseline.write=true} writes the new baseline.
 */
class BaselineTest {
    private static final Path BASELINE = Path.of(System.getProperty("macaw.root"), "proto", "baseline", "v1.txt");

    @Test
    void whatWasOnTheWireIsStillThere() throws IOException {
        Map<String, String> now = contracts();
        if (Boolean.getBoolean("macaw.baseline.write")) {
            Files.createDirectories(BASELINE.getParent());
            Files.write(
                    BASELINE,
                    now.entrySet().stream()
                            .map(entry -> entry.getKey() + " = " + entry.getValue())
                            .toList());
        }
        for (String line : Files.readAllLines(BASELINE)) {
            String[] element = line.split(" = ", 2);
            String there = now.get(element[0]);
            assertThat(there)
                    .as("%s was %s at the last release; keep it, or reserve its number", element[0], element[1])
                    .isIn(element[1], "reserved");
        }
    }

    @Test
    void everyEnumStartsWithAValueThatMeansNothing() throws IOException {
        assertThat(files().flatMap(file -> file.getEnumTypes().stream()))
                .allSatisfy(
                        type -> assertThat(type.findValueByNumber(0).getName()).endsWith("_UNSPECIFIED"));
    }

    /** Every element that is seen on the wire, by a name that does not change, with what may not change about it. */
    private static Map<String, String> contracts() throws IOException {
        Map<String, String> elements = new TreeMap<>();
        files().forEach(file -> {
            file.getMessageTypes().forEach(message -> describe(message, elements));
            file.getEnumTypes().forEach(type -> describe(type, elements));
            file.getServices().forEach(service -> service.getMethods().forEach(rpc -> describe(rpc, elements)));
        });
        return elements;
    }

    private static void describe(Descriptor message, Map<String, String> elements) {
        message.toProto().getReservedRangeList().forEach(range -> {
            for (int number = range.getStart(); number < range.getEnd(); number++) {
                elements.put("field " + message.getFullName() + " " + number, "reserved");
            }
        });
        for (FieldDescriptor field : message.getFields()) {
            elements.put(
                    "field " + message.getFullName() + " " + field.getNumber(), field.getName() + " " + type(field));
        }
        message.getNestedTypes().forEach(nested -> describe(nested, elements));
        message.getEnumTypes().forEach(nested -> describe(nested, elements));
    }

    private static String type(FieldDescriptor field) {
        String name = switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING ->
                field.getType().name().toLowerCase(Locale.ROOT);
        };
        String oneOf = field.getRealContainingOneof() == null
                ? ""
                : " in " + field.getRealContainingOneof().getName();
        return (field.isRepeated() ? "repeated " : "") + name + oneOf;
    }

    private static void describe(EnumDescriptor type, Map<String, String> elements) {
        type.toProto().getReservedRangeList().forEach(range -> {
            for (int number = range.getStart(); number <= range.getEnd(); number++) {
                elements.put("value " + type.getFullName() + " " + number, "reserved");
            }
        });
        type.getValues()
                .forEach(value ->
                        elements.put("value " + type.getFullName() + " " + value.getNumber(), value.getName()));
    }

    private static void describe(MethodDescriptor rpc, Map<String, String> elements) {
        String request =
                (rpc.isClientStreaming() ? "stream " : "") + rpc.getInputType().getFullName();
        String reply =
                (rpc.isServerStreaming() ? "stream " : "") + rpc.getOutputType().getFullName();
        elements.put("rpc " + rpc.getFullName(), request + " -> " + reply);
    }

    /** The descriptors of all contracts: each file's generated outer class is found by the file's name. */
    private static Stream<FileDescriptor> files() throws IOException {
        Map<String, FileDescriptor> files = new LinkedHashMap<>();
        try (Stream<Path> protos = Files.list(Path.of(System.getProperty("macaw.root"), "proto", "macaw", "v1"))) {
            List<String> names = protos.map(
                            proto -> proto.getFileName().toString().replace(".proto", ""))
                    .sorted()
                    .toList();
            for (String name : names) {
                files.put(name, descriptor(name));
            }
        }
        return files.values().stream();
    }

    private static FileDescriptor descriptor(String file) {
        String camel = Stream.of(file.split("_"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        for (String outer : List.of(camel, camel + "OuterClass", camel + "Proto")) {
            try {
                return (FileDescriptor) Class.forName("macaw.v1." + outer)
                        .getMethod("getDescriptor")
                        .invoke(null);
            } catch (ClassNotFoundException | NoSuchMethodException | ClassCastException other) {
                continue;
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("no generated class for " + file + ".proto");
    }
}
