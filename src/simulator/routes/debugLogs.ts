import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { requireOnline } from '../device';
import { runCommand } from '../shell';

interface OfDevice {
  Params: { uuid: string };
}

const reportCommand = `{
  uname -a; uptime; df -h; free; ps -ef
  for log in /var/log/syslog /var/log/salt/minion; do echo "== $log"; tail -n 200 "$log"; done
} > "$REPORT" 2>&1`;

/**
 * The report for support: the device writes one, and it becomes an upload.
 *
 * @see rapyuta-io-cli riocli/device/report.py
 */
export function debugLogRoutes(server: FastifyInstance, { uploads, places }: Context): void {
  server.post<OfDevice>(
    '/api/device-manager/v0/error_handler/upload_debug_logs/:uuid',
    async ({ project, user, params }) => {
      const device = project.get(params.uuid);
      requireOnline(device);
      const fileName = `debug-logs-${Date.now()}.txt`;
      const path = await places.use(device, async (place) => {
        const report = `${place.home}/${fileName}`;
        const command = { cmd: reportCommand, shell: '/bin/sh', timeoutMs: 30_000 };
        await runCommand(place, { ...command, env: { REPORT: report } }).output;
        return report;
      });
      const upload = uploads.create(project, device, user, {
        path,
        fileName,
        maxRate: 1024 * 1024,
        override: false,
        purgeAfter: true,
        metadata: {},
      });
      return { response: { data: { request_uuid: upload.id } } };
    },
  );
}
