package macaw.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import macaw.localstack.Service;
import macaw.localstack.StackState;

/** Where everything of a stack is, for a program ({@code up --json}) and for a person. */
final class Addresses {
    private Addresses() {}

    static String json(StackState stack) {
        Map<String, Object> services = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            stack.address(service)
                    .filter(address -> stack.running(service.title()))
                    .ifPresent(address -> {
                        Map<String, String> entry = new LinkedHashMap<>();
                        entry.put("url", address.url());
                        entry.put("grpc", address.grpc());
                        entry.put("management", address.managementUrl());
                        services.put(service.title(), entry);
                    });
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("services", services);
        all.put("kafka", stack.kafka());
        all.put("postgres", stack.postgres());
        all.put("key", stack.key());
        try {
            return new ObjectMapper().writeValueAsString(all);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String text(StackState stack) {
        StringBuilder text = new StringBuilder();
        for (Service service : Service.values()) {
            stack.address(service)
                    .ifPresent(address -> text.append(String.format(
                            "  %-10s %s   (health, metrics: %s)%n",
                            service.title(), address.url(), address.managementUrl())));
        }
        text.append(String.format("  %-10s %s%n", "kafka", stack.kafka()));
        text.append(String.format("  %-10s %s%n", "postgres", stack.postgres()));
        text.append(String.format("  %-10s %s%n", "key", stack.key()));
        return text.toString();
    }
}
