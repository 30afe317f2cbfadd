import { parseViewState } from '../../protocol/configuration';
import { startPage } from '../shared/page';
import { configurationPage } from './configurationPage';

startPage({
  parseViewState,
  hasData: ({ tables }) => tables !== undefined,
  template: configurationPage,
});
