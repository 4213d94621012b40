package macaw.cli.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.localstack.Address;
import macaw.localstack.Instance;
import macaw.localstack.StackState;

/** Where everything of a stack is, for a program ({@code up --json}) and for a person. */
public final class Addresses {
    private Addresses() {}

    static String json(StackState stack) {
        Map<String, Object> services = new LinkedHashMap<>();
        Map<String, List<Map<String, String>>> replicas = new LinkedHashMap<>();
        for (Instance instance : stack.instances()) {
            stack.address(instance)
                    .filter(address -> stack.running(instance.title()))
                    .map(Addresses::entry)
                    .ifPresent(entry -> {
                        String service = instance.service().title();
                        if (instance.ordinal() == 1) {
                            services.put(service, entry);
                        }
                        Map<String, String> named = new LinkedHashMap<>();
                        named.put("name", instance.title());
                        named.putAll(entry);
                        replicas.computeIfAbsent(service, none -> new ArrayList<>())
                                .add(named);
                    });
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("services", services);
        all.put("replicas", replicas);
        all.put("kafka", stack.kafka());
        all.put("postgres", stack.postgres());
        all.put("key", stack.key());
        try {
            return new ObjectMapper().writeValueAsString(all);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static String text(StackState stack) {
        StringBuilder text = new StringBuilder();
        for (Instance instance : stack.instances()) {
            stack.address(instance)
                    .ifPresent(address -> text.append(String.format(
                            "  %-12s %s   (health, metrics: %s)%n",
                            instance.title(), address.url(), address.managementUrl())));
        }
        text.append(String.format("  %-12s %s%n", "kafka", stack.kafka()));
        text.append(String.format("  %-12s %s%n", "postgres", stack.postgres()));
        text.append(String.format("  %-12s %s%n", "key", stack.key()));
        return text.toString();
    }

    private static Map<String, String> entry(Address address) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("url", address.url());
        entry.put("grpc", address.grpc());
        entry.put("management", address.managementUrl());
        return entry;
    }
}
