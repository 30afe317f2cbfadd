import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Context, fieldsOf } from '../context';
import type { Device } from '../device';
import type { Project } from '../fleet';
import { evaluate } from '../metrics/evaluate';
import { parseMetricsQuery, parseTime } from '../metrics/query';
import type { Series } from '../metrics/series';
import { syntheticMetrics } from '../metrics/synthetic';
import { Refusal, success } from '../refusal';

interface OfEntity {
  Params: { entity: string; id: string; tag?: string };
}

const weekMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Recorded metrics: query and discovery.
 *
 * @see rapyuta-io-sdk rapyuta_io/clients/core_api_client.py, tests/query_metrics_test.py
 */
export function metricRoutes(server: FastifyInstance, { access, recorded }: Context): void {
  const base = '/api/metrics/v0';

  const seriesOf = async (devices: readonly Device[], project: Project): Promise<Series[]> => {
    if (devices.some(({ isThisMachine }) => isThisMachine)) await recorded.begin();
    return devices.flatMap((device) => seriesOfOne(device, project));
  };

  const seriesOfOne = (device: Device, project: Project): Series[] => {
    const source = device.isThisMachine ? recorded : syntheticMetrics;
    const tags = {
      device_id: device.uuid,
      device_name: device.name,
      host: device.facts.host,
      tenant_id: project.guid,
      organization_id: project.organization.guid,
    };
    return source.seriesOf(device).map((series) => ({
      ...series,
      // Without prototype: requests name the tags they want.
      tags: Object.assign(Object.create(null) as Record<string, string>, tags, series.tags),
    }));
  };

  server.post(`${base}/query/`, async ({ project, user, body }) => {
    const query = parseMetricsQuery(body);
    const tenant = access.projectOf(user, query.tags['tenant_id']);
    if (tenant !== project) throw new Refusal(403, 'tenant_id is another project');
    const wanted = query.tags['device_id'];
    const devices = project.all().filter(({ uuid }) => wanted === undefined || uuid === wanted);
    return { response: { data: evaluate(query, await seriesOf(devices, project)) } };
  });

  /** The series of what a discovery request names. */
  const discovered = async (request: FastifyRequest<OfEntity>): Promise<Series[]> => {
    const { user, project, params, query } = request;
    const { entity, id } = params;
    const { start_date, end_date } = fieldsOf(query);
    const start = parseTime('start_date', start_date);
    if (start > parseTime('end_date', end_date))
      throw new Refusal(400, 'start_date should not be after end_date');
    const whole = (part: Project): Promise<Series[]> => seriesOf(part.all(), part);
    switch (entity) {
      case 'device':
        return seriesOf([project.get(id)], project);
      case 'project':
        return whole(access.projectOf(user, id));
      case 'organization':
        if (start > Date.now() - weekMs)
          throw new Refusal(400, 'start_date should be more than 7 days ago');
        access.checkOrganization(user, id);
        return Promise.all(
          access
            .projectsOf(user)
            .filter(({ organization }) => organization.guid === id)
            .map(whole),
        ).then((parts) => parts.flat());
      case 'deployment':
        return [];
      default:
        throw new Refusal(404, `unknown entity ${entity}`);
    }
  };

  server.get<OfEntity>(`${base}/metrics/:entity/:id`, async (request) =>
    success({
      metrics: byGroup(await discovered(request), ({ fields }) => fields).map(([group, names]) => ({
        metric_group: group,
        metric_names: names,
      })),
    }),
  );

  server.get<OfEntity>(`${base}/tags/:entity/:id`, async (request) =>
    success({
      tag_keys: byGroup(await discovered(request), ({ tags }) => Object.keys(tags)).map(
        ([group, tags]) => ({ metric_group: group, tags }),
      ),
    }),
  );

  server.get<OfEntity>(`${base}/tags/:entity/:id/:tag`, async (request) => {
    const series = await discovered(request);
    const values = series.flatMap(({ tags }) => tags[request.params.tag ?? ''] ?? []);
    return success({ tags_values: [...new Set(values)].sort() });
  });
}

/** For each group the words that its series have, each once, in alphabetical order. */
function byGroup(
  series: readonly Series[],
  wordsOf: (series: Series) => readonly string[],
): [group: string, words: string[]][] {
  const groups = new Map<string, Set<string>>();
  for (const member of series) {
    const words = groups.get(member.group) ?? new Set();
    for (const word of wordsOf(member)) words.add(word);
    groups.set(member.group, words);
  }
  return [...groups].map(([group, words]) => [group, [...words].sort()]);
}
