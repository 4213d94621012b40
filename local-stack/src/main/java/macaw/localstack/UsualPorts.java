package macaw.localstack;

import java.util.LinkedHashMap;
import java.util.Map;

/** The ports of the documentation, which a stack takes where they are free. */
public final class UsualPorts {
    private UsualPorts() {}

    /** By part: broker, database, and of each service the first instance's two. */
    public static Map<String, Integer> byPart() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("kafka", 8191);
        ports.put("kafka-controller", 8192);
        ports.put("postgres", 8193);
        for (Service service : Service.values()) {
            ports.put(Instance.first(service).title(), service.httpPort());
            ports.put(Instance.first(service).managementTitle(), service.managementPort());
        }
        return ports;
    }
}
